import { instantOf } from './instant';
import { readScheduleChange } from './schedule-change';

const LOOK_UPS: string[] = [];
const CONTEXT = {
  now: instantOf(Date.parse('2026-02-28T12:00:30Z')),
  hosts: { covers: () => false, refusesLiteral: () => false },
  resolvesToRefused: async (hostname: string) => {
    LOOK_UPS.push(hostname);
    return false;
  },
};
const URL = '"url":"https://example.com/"';
const INTERVAL = `{"headers":{},"max_runs":5,"method":"get","repeat_every":60,${URL}}`;
const CRON = `{"cron":"0 9 * * *","headers":{},"method":"put","timezone":"Asia/Tokyo",${URL}}`;

beforeEach(() => LOOK_UPS.splice(0));

async function read(args: string, text: string) {
  const stored = { args, name: 'n', description: 'd' };
  return readScheduleChange(JSON.parse(text) as object, text, stored, CONTEXT);
}

async function accept(args: string, text: string) {
  const result = await read(args, text);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.change;
}

it('of nothing leaves all as it is, and asks for no address', async () => {
  expect(await accept(INTERVAL, '{}')).toEqual({
    ...{ args: INTERVAL, name: 'n', description: 'd', replans: false, limits: false },
    recurrence: { every: { months: 0, microseconds: 60_000_000 } },
    ...{ misfire: 'latest', overlap: 'allow', maxRuns: 5, endsAt: null, pauseAfterFailures: 0 },
  });
  expect(LOOK_UPS).toEqual([]);
});

it.each([
  [INTERVAL, '{"body":{"b":1.50,"1":0}}', `{"body":{"b":1.50,"1":0},${INTERVAL.slice(1)}`],
  [INTERVAL, '{"max_runs":null}', `{"headers":{},"method":"get","repeat_every":60,${URL}}`],
  [
    INTERVAL,
    '{"method":"PATCH","headers":{"x": "y"}}',
    `{"headers":{"x": "y"},"max_runs":5,"method":"patch","repeat_every":60,${URL}}`,
  ],
  [INTERVAL, '{"cron":"@daily"}', `{"cron":"@daily","headers":{},"max_runs":5,"method":"get",${URL}}`],
  [CRON, '{"method":null}', CRON.replace('put', 'get')],
  [CRON, '{"repeat_every":"1 day"}', `{"headers":{},"method":"put","repeat_every":"1 day",${URL}}`],
  [CRON, '{"schedule_in":5,"scheduled_at":9,"idempotency_key":"k","x":1,"name":"m"}', CRON],
])('of %s by %s gives %s', async (args, text, expected) => expect((await accept(args, text)).args).toBe(expected));

it.each([
  [INTERVAL, '{"cron":null}', false],
  [INTERVAL, '{"timezone":null}', false],
  [INTERVAL, '{"repeat_every":60}', true],
  [CRON, '{"cron":"0 9 * * *"}', true],
  [CRON, '{"timezone":null}', true],
  [CRON, '{"repeat_every":null,"overlap":"skip"}', false],
  [CRON, '{"ends_at":9,"max_runs":1}', false],
])('of %s by %s begins a new plan: %s', async (args, text, replans) =>
  expect((await accept(args, text)).replans).toBe(replans),
);

it('sets and unsets the words', async () => {
  expect(await accept(CRON, '{"name":null,"description":"e"}')).toMatchObject({ name: null, description: 'e' });
});

it.each([
  [INTERVAL, '{"repeat_every":null}', { repeat_every: ["can't be blank"] }],
  [CRON, '{"cron":null}', { cron: ["can't be blank"] }],
  [CRON, '{"cron":null,"repeat_every":null,"url":null}', { url: ["can't be blank"], cron: ["can't be blank"] }],
  [INTERVAL, '{"timezone":"UTC"}', { timezone: ['can only be used with cron'] }],
  [CRON, '{"ends_at":9,"timezone":"UTC"}', { ends_at: ['must not be before the first run'] }],
])('of %s by %s is refused', async (args, text, errors) => expect(await read(args, text)).toEqual({ errors }));
