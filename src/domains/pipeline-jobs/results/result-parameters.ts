import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiQuery, getSchemaPath } from '@nestjs/swagger';
import type { Type } from '@nestjs/common';
import { ITEM_STATUSES } from '../jobs/transitions';
import { FilterParameter, NumberedPageParameters } from '../paging/page-parameters';
import { RESULT_SORTS } from './result.model';

export const JOB_ID = { name: 'job_id', description: 'Id of the job.', schema: { type: 'string', format: 'uuid' } };
export const RESULT_ID = {
  name: 'result_id',
  description: 'Id of the result.',
  schema: { type: 'string', format: 'uuid' },
};

/** Documents which states are wanted. */
export function StatusParameter(): MethodDecorator {
  return ApiQuery({
    name: 'status',
    required: false,
    description: `States with commas between them, of ${ITEM_STATUSES.join(', ')}; or ALL.`,
    schema: { type: 'string', default: 'SUCCEEDED,FAILED' },
  });
}

/** Documents the parameters and the answer of a list of results, which is also to be had as CSV. */
export function ResultList(page: Type, filterPaths: string[]): MethodDecorator {
  const cursor = (name: string, side: string) =>
    ApiQuery({
      name,
      required: false,
      description: `Only results ${side} the one with this id, in the order of the list; not with a page number.`,
      schema: { type: 'string', format: 'uuid' },
    });
  return applyDecorators(
    NumberedPageParameters(),
    cursor('after', 'behind'),
    cursor('before', 'before'),
    ApiQuery({
      name: 'field',
      required: false,
      description: 'What the list is sorted by; of equals by the list of queries, then by the name of the file.',
      schema: { type: 'string', enum: [...RESULT_SORTS], default: RESULT_SORTS[0] },
    }),
    ApiQuery({
      name: 'order',
      required: false,
      description: 'Direction of the sort.',
      schema: { type: 'string', enum: ['ASC', 'DESC'], default: 'ASC' },
    }),
    StatusParameter(),
    FilterParameter(...filterPaths),
    ApiExtraModels(page),
    ApiOkResponse({
      description: 'The page; with `Accept: text/csv` all results as CSV, whatever the page.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(page) } },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
  );
}
