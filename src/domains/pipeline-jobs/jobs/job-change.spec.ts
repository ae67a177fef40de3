import type { Query } from '../validation/query.model';
import type { UpdateJobBody } from '../validation/update-job.model';
import { changed, givenFields } from './job-change';
import type { ChangeableJob } from './job-change';

const JOB: ChangeableJob = {
  name: 'a',
  description: 'b',
  concurrency: 3,
  pipeline_id: 'p',
  execution_mode: 'PER_FILE',
  query_set_id: 's',
  own_queries: false,
};
const QUERIES = [{ query: 'q' } as Query];

function change(fields: Partial<UpdateJobBody>): UpdateJobBody {
  return {
    name: undefined,
    pipeline_id: undefined,
    execution_mode: undefined,
    description: undefined,
    concurrency: undefined,
    query_set_id: undefined,
    queries: undefined,
    ...fields,
  };
}

/** Set, new queries and whether they are its own, after a change. */
function source(fields: Partial<UpdateJobBody>, job: Partial<ChangeableJob> = {}): unknown[] {
  const { fields: after, ownQueries } = changed({ ...JOB, ...job }, change(fields));
  return [after.query_set_id, after.queries, ownQueries];
}

describe('changed', () => {
  it('keeps what is not given', () => {
    const { own_queries: ownQueries, ...fields } = JOB;
    expect(changed(JOB, change({}))).toEqual({ fields: { ...fields, queries: null }, ownQueries });
  });

  it('takes what is given, null and empty text too', () => {
    const fields = { name: '', description: null, concurrency: 1, pipeline_id: 'r', execution_mode: 'ACROSS_FILES' };
    expect(changed(JOB, change(fields as UpdateJobBody)).fields).toMatchObject(fields);
  });

  it('lets queries take the place of a set, and the reverse', () => {
    expect(source({ queries: QUERIES })).toEqual([null, QUERIES, true]);
    expect(source({ queries: QUERIES, query_set_id: null })).toEqual([null, QUERIES, true]);
    expect(source({ queries: [] })).toEqual([null, [], true]);
    expect(source({ query_set_id: 't' }, { own_queries: true })).toEqual(['t', null, false]);
    expect(source({ query_set_id: 't', queries: null }, { own_queries: true })).toEqual(['t', null, false]);
  });

  it('takes away by null only what is there', () => {
    const none = [null, null, false];
    expect(source({ query_set_id: null })).toEqual(none);
    expect(source({ query_set_id: null }, { own_queries: true })).toEqual(none);
    expect(source({ queries: null }, { own_queries: true })).toEqual(none);
    expect(source({ queries: null })).toEqual(['s', null, false]);
    expect(source({ queries: null, query_set_id: null })).toEqual(none);
  });
});

describe('givenFields', () => {
  it('are those with a value, null included', () => {
    expect(givenFields(change({ name: '', queries: null }))).toEqual(['name', 'queries']);
    expect(givenFields(change({}))).toEqual([]);
  });
});
