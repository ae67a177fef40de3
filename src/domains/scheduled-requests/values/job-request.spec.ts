import fc from 'fast-check';
import { HOUR, instantOf, MINUTE, SECOND } from './instant';
import { readJobRequest } from './job-request';

const NOW = instantOf(Date.parse('2026-02-28T12:00:30Z')) + 17;
const LOOK_UPS: string[] = [];
const CONTEXT = {
  now: NOW,
  hosts: {
    covers: (hostname: string) => hostname === 'allowed.test',
    refusesLiteral: (hostname: string) => hostname === '127.0.0.1',
  },
  resolvesToRefused: async (hostname: string) => {
    LOOK_UPS.push(hostname);
    return ['inside.test', 'allowed.test'].includes(hostname);
  },
};
const url = 'https://example.com/';

beforeEach(() => LOOK_UPS.splice(0));

async function accept(body: object) {
  return acceptText(JSON.stringify({ url, ...body }));
}

async function acceptText(text: string) {
  const result = await readJobRequest(JSON.parse(text) as object, text, CONTEXT);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.request;
}

async function refuse(body: object): Promise<Record<string, string[]>> {
  const result = await readJobRequest(body, '{}', CONTEXT);
  return 'errors' in result ? result.errors : {};
}

function nest(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

describe('args', () => {
  it('are those of the published sample', async () => {
    const { args } = await accept({
      url: 'https://scheduler.booper.dev/api/channels/discord',
      schedule_in: [30, 'seconds'],
      method: 'post',
      body: { author: 'alex', content: 'Hello world!' },
    });
    expect(args).toBe(
      '{"body":{"author":"alex","content":"Hello world!"},"headers":{},"method":"post",' +
        '"schedule_in":[30,"seconds"],"url":"https://scheduler.booper.dev/api/channels/discord"}',
    );
  });

  it('hold every known field that was set, as sent, but not the three that stand outside', async () => {
    const sent = {
      webhook_url: 'https://w.test',
      url: 'HTTPS://Example.com',
      timezone: 'utc',
      timeout: '5 seconds',
      schedule_in: 'in 5 minutes',
      retry: { max_attempts: 2, other: { x: 1 } },
      query: { b: null, a: [1] },
      overlap: 'queue',
      name: 'n',
      misfire: 'all',
      method: 'PATCH',
      idempotency_key: 'k',
      headers: { B: '1', a: '2' },
      description: '',
      cron: ' @daily ',
      callback_url: 'https://c.test',
      body: '',
      unknown: 1,
    };
    const { args, ...rest } = await accept(sent);
    const { unknown, name, description, idempotency_key, ...known } = sent;
    expect(Object.keys(JSON.parse(args) as object)).toEqual(Object.keys(known).sort());
    expect(JSON.parse(args)).toEqual({ ...known, method: 'patch' });
    expect(rest).toMatchObject({ idempotencyKey: idempotency_key, name, description });
    expect(unknown).toBe(1);
  });

  it('leave out what is null and keep what is false, 0 or empty', async () => {
    const nothing = Object.fromEntries(['method', 'query', 'headers', 'cron', 'retry', 'name'].map((f) => [f, null]));
    const { args } = await accept({ ...nothing, body: null });
    expect(args).toBe(`{"headers":{},"method":"get","url":"${url}"}`);
    for (const body of [false, 0, '', [], {}]) {
      expect(JSON.parse((await accept({ body })).args)).toHaveProperty('body', body);
    }
  });

  it('take own properties only, and __proto__ as data', async () => {
    expect(await refuse(Object.create({ url }))).toEqual({ url: ["can't be blank"] });
    const { args } = await acceptText(`{"url":"${url}","__proto__":{"method":"nope"},"body":{"__proto__":1}}`);
    expect(args).toBe(`{"body":{"__proto__":1},"headers":{},"method":"get","url":"${url}"}`);
  });

  it('are written as they were: digits, escapes, spaces and the order of keys', async () => {
    const body = '{ "2": 1.0, "1": 12345678901234567890, "u": "\\u00fc", "2" : -0e0 }';
    const { args } = await acceptText(`{"body": 1, "schedule_in" :[ 30.0 , "seconds"], "url":"${url}","body":${body}}`);
    expect(args).toBe(`{"body":${body},"headers":{},"method":"get","schedule_in":[ 30.0 , "seconds"],"url":"${url}"}`);
  });
});

describe('defaults', () => {
  it('are a one-shot, now', async () =>
    expect(await accept({})).toEqual({
      args: `{"headers":{},"method":"get","url":"${url}"}`,
      callbackUrl: null,
      webhookUrl: null,
      idempotencyKey: null,
      name: null,
      description: null,
      start: 'now',
      recurrence: null,
      misfire: 'latest',
      overlap: 'allow',
      maxRuns: null,
      endsAt: null,
      pauseAfterFailures: 0,
      destination: 'https://example.com:443',
      flowControl: null,
      fifoKey: null,
    }));
});

describe('the plan', () => {
  const everyMinute = { every: { months: 0, microseconds: MINUTE } };
  const daily = { cron: '0 9 * * *', timezone: 'UTC' };
  const nextMinute = NOW - 17 + 30 * SECOND;

  it.each<[object, object]>([
    [{}, { start: 'now', recurrence: null }],
    [{ schedule_in: 90 }, { start: { in: { months: 0, microseconds: 90 * SECOND } } }],
    [{ schedule_in: 0 }, { start: { in: { months: 0, microseconds: 0 } }, recurrence: null }],
    [{ schedule_in: '2 months' }, { start: { in: { months: 2, microseconds: 0 } } }],
    [{ scheduled_at: '2026-03-01' }, { start: { at: instantOf(Date.parse('2026-03-01')) }, recurrence: null }],
    [{ scheduled_at: 0 }, { start: 'now' }],
    [{ repeat_every: 60 }, { start: 'now', recurrence: everyMinute }],
    [{ repeat_every: 60, schedule_in: '1 hour' }, { start: { in: { months: 0, microseconds: HOUR } } }],
    [{ cron: '* * * * *' }, { start: { at: nextMinute } }],
    [{ cron: '0 9 * * *' }, { start: { at: instantOf(Date.parse('2026-03-01T09:00:00Z')) }, recurrence: daily }],
    [
      { cron: '0 9 * * *', timezone: 'America/New_York' },
      {
        start: { at: instantOf(Date.parse('2026-02-28T14:00:00Z')) },
        recurrence: { ...daily, timezone: 'America/New_York' },
      },
    ],
    [
      { cron: '0 9 * * *', schedule_in: 5 },
      { start: { in: { microseconds: 5 * SECOND } }, recurrence: daily },
    ],
    [
      { cron: '0 9 * * *', scheduled_at: '2020-01-01' },
      { start: 'now', recurrence: daily },
    ],
    [
      { cron: '@daily', misfire: 'skip', overlap: 'queue' },
      { misfire: 'skip', overlap: 'queue' },
    ],
  ])('of %j is %j', async (body, expected) => expect(await accept(body)).toMatchObject(expected));
});

describe('refusals', () => {
  const at = (field: string, text: string, values: unknown[], beside: object = {}) =>
    values.map((value): [object, object] => [{ url, ...beside, [field]: value }, { [field]: [text] }]);
  const cron = { cron: '@daily' };
  const together = (field: string) => `can't be set together with ${field}`;

  it.each<[object, object]>([
    [{ method: 'head' }, { method: ['is invalid'], url: ["can't be blank"] }],
    [{}, { url: ["can't be blank"] }],
    [{ url: null }, { url: ["can't be blank"] }],
    ...at('method', 'is invalid', ['', 'head', 'GETS', 5, [], true]),
    ...at('url', "can't be blank", ['', '  ']),
    ...at('url', 'is invalid', [5, {}, false]),
    ...at('url', 'must use https', ['http://example.com']),
    ...at('url', 'must not point to a private or reserved address', ['https://0x7f.1/', 'https://inside.test/']),
    ...at('query', 'is invalid', ['a=b', [], 5, true, '', { a: nest(64) }]),
    ...at('body', 'is nested too deeply', [nest(65), { a: nest(64) }]),
    ...at('headers', 'must be a map of strings', [[], 'a: b', { a: 1 }]),
    ...at('headers', 'must not set host', [{ Host: 'x' }]),
    ...at('schedule_in', 'is invalid', ['', '5', true, [5], {}]),
    ...at('schedule_in', 'has an unknown unit', [[5, 'years']]),
    ...at('schedule_in', 'must be greater than or equal to 0', [-1]),
    ...at('schedule_in', 'months must be a whole number', [[1.5, 'months']]),
    ...at('schedule_in', 'must be at most 10 years', [[121, 'months']]),
    ...at('scheduled_at', together('schedule_in'), [9, 'x'], { schedule_in: 5 }),
    ...at('scheduled_at', 'is not a valid datetime', ['', '2030-02-30', '1900000000', true]),
    ...at('scheduled_at', 'must be at most 10 years ahead', ['2036-03-01', 9e9]),
    [
      { url, schedule_in: 'x', scheduled_at: 'x' },
      { schedule_in: ['is invalid'], scheduled_at: [together('schedule_in')] },
    ],
    ...at('repeat_every', 'is invalid', ['5', true]),
    ...at('repeat_every', 'must be at least 1 second', [0, 0.5, [0, 'months']]),
    ...at('cron', together('repeat_every'), ['@daily', 'x'], { repeat_every: 60 }),
    ...at('cron', 'is not a valid cron expression', ['', '* * * * * *', '@reboot', '22-2 * * * *', 5]),
    ...at('cron', 'never runs', ['0 0 30 2 *']),
    ...at('cron', 'never runs', ['0 0 30 2 *'], { schedule_in: 5 }),
    ...at('idempotency_key', 'is invalid', [5, 'a\u0000', '\ud800', {}]),
    ...at('idempotency_key', "can't be blank", ['']),
    ...at('idempotency_key', 'should be at most 255 character(s)', ['x'.repeat(256)]),
    ...['callback_url', 'webhook_url'].flatMap((field) => [
      ...at(field, "can't be blank", ['']),
      ...at(field, 'is invalid', [5]),
      ...at(field, 'is not a valid URL', ['example.com']),
      ...at(field, 'must use https', ['http://example.com']),
      ...at(field, 'must not contain credentials', ['https://a:b@example.com']),
      ...at(field, 'must not point to a private or reserved address', ['https://inside.test/', 'https://a.localhost']),
    ]),
    ...at('name', 'is invalid', [5, 'a\u0000']),
    ...at('name', 'should be at most 255 character(s)', ['x'.repeat(256)]),
    ...at('description', 'is invalid', [[]]),
    ...at('description', 'should be at most 1000 character(s)', ['x'.repeat(1001)]),
    ...at('timeout', 'has an unknown unit', [[1, 'fortnight']]),
    ...at('timeout', 'must be between 1 second and 15 minutes', [0.9, 901, [1, 'month']]),
    ...at('retry', 'is invalid', [5, []]),
    ...at('retry', 'max_attempts must be between 1 and 50', [{ max_attempts: 0 }]),
    ...at('retry', 'jitter is invalid', [{ jitter: 2 }]),
    ...at('timezone', 'can only be used with cron', ['UTC', 'x', 5]),
    ...at('timezone', 'can only be used with cron', ['UTC'], { repeat_every: 60 }),
    ...at('timezone', 'is not a known time zone', ['', 'Mars', 5, '+01:00'], cron),
    ...['misfire', 'overlap'].flatMap((field) => [
      ...at(field, 'can only be used with repeat_every or cron', ['skip', 'x', 5]),
      ...at(field, 'is invalid', ['SKIP', '', 5], cron),
      ...at(field, 'is invalid', ['none'], { repeat_every: 60 }),
    ]),
  ])('%j: %j', async (body, errors) => expect(await refuse(body)).toEqual(errors));

  it('come in the order of the fields, one text each', async () => {
    const all = { overlap: 1, retry: 1, webhook_url: 'https://inside.test', cron: '', body: nest(65), method: 1 };
    expect(Object.entries(await refuse({ ...all, url: 'https://inside.test' }))).toEqual([
      ['method', ['is invalid']],
      ['url', ['must not point to a private or reserved address']],
      ['body', ['is nested too deeply']],
      ['cron', ['is not a valid cron expression']],
      ['webhook_url', ['must not point to a private or reserved address']],
      ['retry', ['is invalid']],
      ['overlap', ['is invalid']],
    ]);
  });

  it('hold for what no recursion could read', async () => {
    const deep = nest(200_000);
    const fields = ['query', 'body', 'headers', 'schedule_in', 'scheduled_at', 'retry', 'timezone', 'name', 'url'];
    const errors = await refuse(Object.fromEntries(fields.map((field) => [field, field === 'body' ? deep : { deep }])));
    expect(Object.keys(errors).sort()).toEqual(fields.sort());
  });

  it('leave the limits themselves alone', async () => {
    const texts = { idempotency_key: '😀'.repeat(255), name: 'ü'.repeat(255), description: 'x'.repeat(1000) };
    await accept({ ...texts, body: nest(64), query: { a: nest(63) }, timeout: '15 minutes' });
    await accept({ timeout: 1, schedule_in: [120, 'months'], repeat_every: 1, idempotency_key: ' ', name: '' });
  });
});

describe('look-ups', () => {
  it('are for URLs that pass the other rules and are not exempt, side by side', async () => {
    const names = ['a.test', 'b.test', 'c.test'];
    const pending: (() => void)[] = [];
    const resolvesToRefused = () =>
      new Promise<boolean>((resolve) => {
        pending.push(() => resolve(false));
        if (pending.length === names.length) pending.forEach((release) => release());
      });
    const [url, callback_url, webhook_url] = names.map((name) => `https://${name}`);
    const body = { url, callback_url, webhook_url };
    const result = await readJobRequest(body, JSON.stringify(body), { ...CONTEXT, resolvesToRefused });
    expect(result).toHaveProperty('request');
    await refuse({ url: 'http://a.test', callback_url: 'https://allowed.test', webhook_url: 'https://x:y@b.test' });
    expect(LOOK_UPS).toEqual([]);
  });
});

it('never throws', async () => {
  const keys = ['method', 'url', 'query', 'body', 'headers', 'schedule_in', 'scheduled_at', 'repeat_every', 'cron'];
  const more = ['idempotency_key', 'callback_url', 'name', 'timeout', 'retry', 'timezone', 'misfire', '__proto__'];
  const body = fc.dictionary(fc.constantFrom(...keys, ...more), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const text = JSON.stringify({ url, ...sent });
      const result = await readJobRequest(JSON.parse(text) as object, text, CONTEXT);
      expect('errors' in result || 'method' in (JSON.parse(result.request.args) as object)).toBe(true);
    }),
  );
});
