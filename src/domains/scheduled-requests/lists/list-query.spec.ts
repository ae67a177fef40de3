import { FieldReader } from '../values/field-reader';
import { givenParameters, orderBy, readPage } from './list-query';

const page = (query: Record<string, unknown>) => {
  const reader = new FieldReader<'limit' | 'offset'>(givenParameters(query));
  return { page: readPage(reader), errors: reader.errors(['limit', 'offset']) };
};

describe('readPage', () => {
  it.each([
    [{}, 10, 0],
    [{ limit: '', offset: '' }, 10, 0],
    [{ limit: '100', offset: '+5' }, 100, 5],
    [{ limit: '007', offset: '9'.repeat(40) }, 7, 1e15],
  ])('reads %j', (query, limit, offset) => expect(page(query)).toEqual({ page: { limit, offset }, errors: undefined }));

  it.each([
    [{ limit: '0' }, { limit: ['must be greater than or equal to 1'] }],
    [{ limit: '101' }, { limit: ['must be less than or equal to 100'] }],
    [
      { limit: '1e1', offset: ['1', '2'] },
      { limit: ['is invalid'], offset: ['is invalid'] },
    ],
    [{ offset: '-1' }, { offset: ['must be greater than or equal to 0'] }],
  ])('refuses %j', (query, errors) => expect(page(query).errors).toEqual(errors));
});

describe('orderBy', () => {
  const order = (query: Record<string, unknown>) => orderBy(['a', 'b'])(givenParameters(query).order_by);

  it.each([
    [{ order_by: 'b' }, 'b', 'asc'],
    [{ order_by: 'a:desc' }, 'a', 'desc'],
    [{ order_by: '["a","desc"]' }, 'a', 'desc'],
    [{ 'order_by[]': ['b', 'asc'] }, 'b', 'asc'],
    [{ order_by: '["a"]' }, 'a', 'asc'],
  ])('reads %j', (query, field, direction) => expect(order(query)).toEqual({ value: { field, direction } }));

  it.each(['c', 'a:up', 'a:asc:asc', '[', '[1]', '["a","desc","x"]'])('refuses %s', (text) =>
    expect(order({ order_by: text })).toEqual({ error: 'is invalid' }),
  );
});
