import { jobField, previousField, stateLeftBy, substitute, withLeadingFields } from './dynamic-fields';
import { instantOf } from './instant';
import type { Json, JsonObject } from './json';

const fields = { $job: { id: 1 }, $previous: { a: '$state' }, $state: { n: 2 } };

describe('substitute', () => {
  it.each<[Json, Json]>([
    ['$job', { id: 1 }],
    ['$state ', '$state '],
    [
      [['$state'], { a: { b: '$previous' } }],
      [[{ n: 2 }], { a: { b: { a: '$state' } } }],
    ],
    [
      { $job: 'x', $state: '$state' },
      { $job: 'x', $state: { n: 2 } },
    ],
    [null, null],
    [5, 5],
  ])('%j becomes %j', (value, expected) => expect(substitute(value, fields)).toEqual(expected));

  it('keeps __proto__ a key, and the order of keys', () => {
    const value = JSON.parse('{"b":1,"__proto__":["$job"],"a":2}') as Json;
    expect(JSON.stringify(substitute(value, fields))).toBe('{"b":1,"__proto__":[{"id":1}],"a":2}');
  });
});

it('leads an object with the fields, nothing else', () => {
  expect(JSON.stringify(withLeadingFields({ z: 1, $state: 0, $job: 0 }, fields))).toBe(
    '{"$job":{"id":1},"$previous":{"a":"$state"},"$state":{"n":2},"z":1}',
  );
  for (const body of [null, 'text', 5, [1]]) expect(withLeadingFields(body, fields)).toBe(body);
});

it('$job tells of the attempt', () => {
  const scheduledAt = instantOf(Date.parse('2026-01-01T00:00:00Z'));
  const job = { id: 5, uuid: 'u', attempt: 2, scheduledAt };
  expect(JSON.stringify(jobField({ ...job, slot: scheduledAt + 1 }))).toBe(
    '{"id":5,"uuid":"u","attempt":2,"scheduled_at":"2026-01-01T00:00:00.000000Z","slot":"2026-01-01T00:00:00.000001Z"}',
  );
  expect(jobField({ ...job, slot: null })).toHaveProperty('slot', null);
});

it('$previous tells of the run before', () => {
  const headers = { date: 'd', etag: ['a', 'b'], 'set-cookie': ['secret'], 'x-request-id': 'r', location: undefined };
  expect(previousField({ status: 200, headers, body: [1] })).toEqual({
    status: 200,
    headers: { date: 'd', etag: 'a, b', 'x-request-id': 'r' },
    body: [1],
  });
  expect(previousField({ error: 'timeout' })).toEqual({ status: null, headers: {}, body: null, error: 'timeout' });
});

describe('stateLeftBy', () => {
  const state = (length: number) => ({ a: 'x'.repeat(length - 8) });
  it.each<JsonObject>([{}, { n: [1] }, state(16_384)])('takes an object', (kept) =>
    expect(stateLeftBy({ status: 201, body: { $state: kept } })).toBe(kept),
  );
  it.each<[number, Json]>([
    [500, { $state: {} }],
    [301, { $state: {} }],
    [200, {}],
    [200, { $state: [1] }],
    [200, { $state: null }],
    [200, { $state: 'x' }],
    [200, { $state: state(16_385) }],
    [200, { $state: { a: 'ü'.repeat(8_189) } }],
    [200, '{"$state":{}}'],
    [200, null],
  ])('leaves the old one after %i %j', (status, body) => expect(stateLeftBy({ status, body })).toBeUndefined());
});
