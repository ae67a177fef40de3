import type { CreateJobBody, ExecutionMode } from '../validation/create-job.model';
import type { UpdateJobBody } from '../validation/update-job.model';

/** The fields of a stored job that can be changed. */
export interface ChangeableJob {
  name: string;
  description: string | null;
  concurrency: number;
  pipeline_id: string;
  execution_mode: ExecutionMode;
  query_set_id: string | null;
  own_queries: boolean;
}

/** A job as it is to become. */
export interface ChangedJob {
  /** Its `queries` are the new ones, null where it keeps what it has. */
  fields: CreateJobBody;
  ownQueries: boolean;
}

/** Names of the fields that a request gives. */
export function givenFields(change: UpdateJobBody): string[] {
  return Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

export function changed(job: ChangeableJob, change: UpdateJobBody): ChangedJob {
  const { own_queries: ownQueries, ...fields } = job;
  const source = changedSource({ query_set_id: fields.query_set_id, queries: null, ownQueries }, change);
  return {
    fields: {
      name: change.name ?? fields.name,
      pipeline_id: change.pipeline_id ?? fields.pipeline_id,
      execution_mode: change.execution_mode ?? fields.execution_mode,
      description: change.description === undefined ? fields.description : change.description,
      concurrency: change.concurrency ?? fields.concurrency,
      query_set_id: source.query_set_id,
      queries: source.queries,
    },
    ownQueries: source.ownQueries,
  };
}

type Source = Pick<CreateJobBody, 'query_set_id' | 'queries'> & { ownQueries: boolean };

/** Queries that are given take the place of a set, and the reverse. A null takes away only what it names. */
function changedSource(present: Source, { query_set_id: setId, queries }: UpdateJobBody): Source {
  if (queries) return { query_set_id: null, queries, ownQueries: true };
  if (setId) return { query_set_id: setId, queries: null, ownQueries: false };
  const isTakenAway = setId === null || (queries === null && present.ownQueries);
  return isTakenAway ? { query_set_id: null, queries: null, ownQueries: false } : present;
}
