import { validateUpdateJob } from './update-job.model';

const ID = '0198c2a0-0000-7000-8000-000000000001';
const path = { workspace_id: ID, job_id: ID };

function errors(body: unknown): unknown[] {
  const { errors } = validateUpdateJob({ path, query: {}, body });
  return errors.map(({ type, loc }) => [type, ...loc]);
}

describe('validateUpdateJob', () => {
  it('tells fields that are given from others', () => {
    const body = { description: null, concurrency: null, unknown: 1 };
    expect(validateUpdateJob({ path, query: {}, body }).value?.body).toEqual({ description: null, concurrency: 3 });
    expect(errors({})).toEqual([]);
  });

  it('refuses null for what a job must have, and a body that is none', () => {
    expect(errors({ name: null, pipeline_id: null, execution_mode: null })).toEqual([
      ['string_type', 'body', 'name'],
      ['uuid_type', 'body', 'pipeline_id'],
      ['enum', 'body', 'execution_mode'],
    ]);
    expect(errors(undefined)).toEqual([['missing', 'body']]);
  });

  it('lets queries come from one source only', () => {
    expect(errors({ query_set_id: ID, queries: [] })).toEqual([['value_error', 'body']]);
    expect(errors({ query_set_id: null, queries: [] })).toEqual([]);
    expect(errors({ query_set_id: ID, queries: null })).toEqual([]);
  });
});
