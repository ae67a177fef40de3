import { fieldsOf, textColumn, timeColumn, uuidColumn } from '../validation/odata-fields';

/** What a list of jobs can be filtered by. */
export const JOB_FILTER_FIELDS = fieldsOf({
  name: textColumn('item.name'),
  status: textColumn('item.status'),
  execution_mode: textColumn('item.executionMode'),
  pipeline_id: uuidColumn('item.pipelineId'),
  query_set_id: uuidColumn('item.querySetId'),
  created_at: timeColumn('item.createdAt'),
});
