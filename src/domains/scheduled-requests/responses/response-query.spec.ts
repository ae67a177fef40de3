import { Failure } from '../../../kernel/errors/failure';
import { DAY, instantOf } from '../values/instant';
import { readResponseQuery } from './response-query';

const now = instantOf(Date.UTC(2030, 0, 2));
const read = (query: Record<string, unknown>) => readResponseQuery(query, now);

describe('readResponseQuery', () => {
  it('looks back for a day unless told otherwise', () =>
    expect(read({})).toEqual({ limit: 10, offset: 0, from: now - DAY }));

  it.each([
    ['500', [500, 500]],
    ['5xx', [500, 599]],
    ['2XX', [200, 299]],
    ['100', [100, 100]],
  ])('reads the status %s', (status, statuses) => expect(read({ status }).statuses).toEqual(statuses));

  it.each(['', '5', '50', '5x', '5x0', '600', '0xx', '5000', ' 500'])('has no status %j', (status) => {
    if (status === '') expect(read({ status }).statuses).toBeUndefined();
    else expect(() => read({ status })).toThrow(Failure);
  });

  it('reads the text as it is searched, and moments', () =>
    expect(read({ q: 'ÄB\u0000c', from: '2030-01-01', to: '2030-01-01T12:00:00Z' })).toMatchObject({
      text: 'äbc',
      from: now - DAY,
      to: now - DAY / 2,
    }));
});
