import { jobField, previousField, stateLeftBy, substitute, withLeadingFields } from './dynamic-fields';
import { instantOf } from './instant';
import type { Json, JsonObject } from './json';

const fields = { $job: { id: 1 }, $previous: { a: '$state' }, $state: { n: 2 } };

const [job, previous, state] = ['{"id":1}', '{"a":"$state"}', '{"n":2}'];

it.each([
  ['"$job"', job],
  ['"\\u0024\\u006a\\u006f\\u0062"', job],
  ['"$state "', '"$state "'],
  ['[["$state"],{"a":{"b":"$previous"}}]', `[[${state}],{"a":{"b":${previous}}}]`],
  ['{"$job":"x","$state" : "$state"}', `{"$job":"x","$state" : ${state}}`],
  ['{"b":1.0,"__proto__":["$job"],"a":2}', `{"b":1.0,"__proto__":[${job}],"a":2}`],
  ['{"a\\"":"\\\\","b":"\\"$job","c":"$job"}', `{"a\\"":"\\\\","b":"\\"$job","c":${job}}`],
  ['null', 'null'],
  ['5', '5'],
])('substitute: %s becomes %s', (text, expected) => expect(substitute(text, fields)).toBe(expected));

it('leads an object with the fields, nothing else', () => {
  const leading = `"$job":${job},"$previous":${previous},"$state":${state}`;
  expect(withLeadingFields('{"z": 1, "$state":0,"\\u0024job":{"a":[","]}}', fields)).toBe(`{${leading},"z": 1}`);
  expect(withLeadingFields('{ }', fields)).toBe(`{${leading}}`);
  for (const body of ['null', '"text"', '5', '[1]']) expect(withLeadingFields(body, fields)).toBe(body);
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
