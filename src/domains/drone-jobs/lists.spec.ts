import { Failure } from '../../kernel/errors/failure';
import { ListQueryDto, QueryPipe } from './lists';

const read = (query: object) => new QueryPipe().transform(query, { type: 'query', metatype: ListQueryDto });
const refusalOf = (query: object) => {
  try {
    read(query);
  } catch (error) {
    return (error as Failure).message;
  }
  return undefined;
};
const cursor = (text: string) => Buffer.from(text).toString('base64url');

describe('a list query', () => {
  it('counts an empty value as absent', () => {
    expect(read({ limit: '', cursor: '', other: 'x' })).toEqual({});
  });

  it.each(['0', '101', '-1', '1.5', 'x', '1e1', ' 1', ['1', '2']])('refuses the limit %j', (limit) => {
    expect(refusalOf({ limit })).toBe('limit must be an integer between 1 and 100');
  });

  it.each(['1', '20', '100'])('reads the limit %s', (limit) => {
    expect(read({ limit })).toEqual({ limit });
  });

  it.each([
    'x',
    cursor('x'),
    cursor('1'),
    cursor('1 a\u0000'),
    cursor(`${'9'.repeat(15)} a`),
    [cursor('1 a')],
    `${cursor('1 a')}\u0000`,
  ])('refuses the cursor %j', (broken) => {
    expect(refusalOf({ cursor: broken })).toBe('cursor must be the nextCursor of an answer');
  });
});
