import { Webhook } from 'standardwebhooks';
import { instantOf } from './instant';
import type { JobArgs } from './job-args';
import type { Json } from './json';
import { outgoingRequest, type Attempt } from './outgoing-request';
import { webhookSignature } from '../../../kernel/outbound/webhook-signature';

const SECRET = `whsec_${Buffer.from('a secret of the tenant, 32 bytes').toString('base64')}`;
const OLDER = `whsec_${Buffer.from('another secret of this tenant').toString('base64')}`;
const fields = { $job: { id: 7 }, $previous: { status: 200 }, $state: {} };

function send(some: Partial<JobArgs>, attempt: Partial<Attempt> = {}) {
  const args: JobArgs = { method: 'post', url: 'https://h.test/', headers: {}, ...some };
  return outgoingRequest({
    jobId: 29180,
    jobUuid: '41d7f28b-dfbe-44b8-b716-b91898bb0ce0',
    attempt: 2,
    args,
    argsText: JSON.stringify(args),
    fields,
    recurring: false,
    secrets: [SECRET],
    startedAt: instantOf(Date.now()),
    ...attempt,
  });
}

it('is the whole request', () => {
  const { headers, ...request } = send({
    method: 'patch',
    url: 'https://h.test/?a=1#x',
    query: { b: '$job' },
    body: [1],
  });
  expect(request).toEqual({ method: 'PATCH', url: 'https://h.test/?a=1&b=%7B%22id%22%3A7%7D', body: '[1]' });
  expect(headers).toEqual({
    'user-agent': 'Quintet-Scheduler/1',
    accept: '*/*',
    'idempotency-key': 'job_41d7f28b-dfbe-44b8-b716-b91898bb0ce0',
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'quintet-job-id': '29180',
    'quintet-attempt': '2',
    'webhook-id': 'job_41d7f28b-dfbe-44b8-b716-b91898bb0ce0',
    'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    'webhook-signature': expect.stringMatching(/^v1,/),
  });
});

describe('headers', () => {
  it("of the job's own win over defaults only, in any case", () => {
    const own = {
      'User-Agent': 'me',
      ACCEPT: 'text/html',
      'Idempotency-Key': 'k',
      'Accept-Encoding': 'br',
      'X-A': 'b',
    };
    const { headers } = send({ headers: own, body: {} });
    expect(headers).toMatchObject({ 'User-Agent': 'me', ACCEPT: 'text/html', 'Idempotency-Key': 'k', 'X-A': 'b' });
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(headers['accept-encoding']).toBe('identity');
  });
  it('may be named __proto__', () => {
    const headers = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    expect(Object.entries(send({ headers }).headers)).toContainEqual(['__proto__', 'x']);
  });
});

describe('a body', () => {
  it.each<[Json, string]>([
    ['text', '"text"'],
    [null, 'null'],
    [false, 'false'],
    [{ b: 1, a: '\u0000ü' }, '{"b":1,"a":"\\u0000ü"}'],
  ])('%j goes as JSON', (body, expected) => expect(send({ body }).body).toBe(expected));

  it('is not sent with get, nor without one, and then has no type', () => {
    for (const args of [{ method: 'get', body: { a: 1 } }, { method: 'post' }] as const) {
      const request = send(args);
      expect(request.body).toBeUndefined();
      expect(request.headers).not.toHaveProperty('content-type');
    }
    expect(send({ method: 'delete', body: 1 }).body).toBe('1');
  });

  it.each([
    ['text/plain', 'a "b"', 'a "b"'],
    ['Application/X-Www-Form-Urlencoded; charset=utf-8', 'a=b', 'a=b'],
    ['text/plain', { a: 1 }, '{"a":1}'],
    ['application/json; charset=utf-8', 'a', '"a"'],
    ['application/vnd.x+JSON', 'a', '"a"'],
    ['application/json-seq', 'a', 'a'],
    ['', 'a', 'a'],
  ])('under %j: %j goes as %s', (type, body, expected) => {
    const request = send({ headers: { 'Content-Type': type }, body });
    expect(request.body).toBe(expected);
    expect(request.headers).toHaveProperty('Content-Type', type);
    expect(request.headers).not.toHaveProperty('content-type');
  });

  it('goes as it was written', () => {
    const body = '{ "2": 1.0, "1": [12345678901234567890], "u": "\\u00fc \\ud800" }';
    expect(send({}, { argsText: `{"body":${body}}` }).body).toBe(body);
    const recurring = send({}, { argsText: `{"body":${body}}`, recurring: true });
    expect(recurring.body).toBe(
      '{"$job":{"id":7},"$previous":{"status":200},"$state":{},"2": 1.0,"1": [12345678901234567890],"u": "\\u00fc \\ud800"}',
    );
  });

  it('has the dynamic fields replaced, and leads with them when recurring', () => {
    expect(send({ body: { a: ['$state', 'x $job'], $job: 1 } }).body).toBe('{"a":[{},"x $job"],"$job":1}');
    expect(send({ body: { a: '$job', $state: 1 } }, { recurring: true }).body).toBe(
      '{"$job":{"id":7},"$previous":{"status":200},"$state":{},"a":{"id":7}}',
    );
    expect(send({ body: ['$job'] }, { recurring: true }).body).toBe('[{"id":7}]');
    expect(send({ body: '$job' }, { recurring: true }).body).toBe('{"id":7}');
    expect(send({ body: '$state', headers: { 'content-type': 'text/plain' } }).body).toBe('{}');
  });
});

describe('the signature', () => {
  it.each([{ body: { a: 'ü' } }, { headers: { 'content-type': 'text/plain' }, body: 'a\u0000b' }, {}])(
    'of %j passes a Standard Webhooks verifier, with either secret',
    (args) => {
      const { body = '', headers } = send(args, { secrets: [SECRET, OLDER] });
      for (const secret of [SECRET, OLDER]) {
        expect(() => new Webhook(secret).verify(body, headers, { jsonParse: false })).not.toThrow();
      }
      expect(() => new Webhook(SECRET).verify(`${body}.`, headers, { jsonParse: false })).toThrow();
      expect(() => new Webhook(`whsec_${'A'.repeat(32)}`).verify(body, headers)).toThrow();
    },
  );
  it('has one part for each secret, in their order', () => {
    const [first, second] = [SECRET, OLDER].map((secret) => webhookSignature([secret], 'msg_1', 5, '{}'));
    expect(webhookSignature([SECRET, OLDER], 'msg_1', 5, '{}')).toBe(`${first} ${second}`);
  });
});
