import { fillIndexes } from './query.model';
import type { Query } from './query.model';

function ask(fields: Partial<Query>): Query {
  return {
    query: 'q',
    filters: null,
    params: null,
    group_name: null,
    query_label: null,
    query_index: null,
    absolute_query_index: null,
    ...fields,
  };
}

describe('fillIndexes', () => {
  it('counts within the group and over the list', () => {
    const groups = ['a', null, 'b', 'a', null, '__proto__', '', '__proto__'];
    const filled = fillIndexes(groups.map((group_name) => ask({ group_name })));
    expect(filled.map((query) => query.query_index)).toEqual([0, 0, 0, 1, 1, 0, 0, 1]);
    expect(filled.map((query) => query.absolute_query_index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps what was given and still counts its place', () => {
    const filled = fillIndexes([ask({ query_index: 7 }), ask({ absolute_query_index: -1 }), ask({})]);
    expect(filled.map((query) => query.query_index)).toEqual([7, 1, 2]);
    expect(filled.map((query) => query.absolute_query_index)).toEqual([0, -1, 2]);
  });

  it('changes nothing in place', () => {
    const query = Object.freeze(ask({ query: 'Who?' }));
    expect(fillIndexes([query])).toEqual([{ ...query, query_index: 0, absolute_query_index: 0 }]);
  });
});
