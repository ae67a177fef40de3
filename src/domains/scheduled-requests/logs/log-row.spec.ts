import { SECOND } from '../values/instant';
import { logText, type LogRow } from './log-row';

const NONE: LogRow = {
  id: 7,
  event: 'worker.http.request',
  inserted_at: 0,
  details: null,
  job_id: 5,
  tenant_id: 't',
  uuid: 'u',
  schedule_id: null,
  slot: null,
  scheduled_at: 0,
  args: null,
  attempt: 2,
  duration_ms: 3,
  retry_at: null,
  response: null,
  error: null,
};
const payload = (row: Partial<LogRow>) => /"payload":(.*),"user_id":"t"}$/.exec(logText({ ...NONE, ...row }))![1];

describe('a log', () => {
  it('has its keys in order', () =>
    expect(logText({ ...NONE, event: 'worker.http.error', error: { code: 'dns', message: 'm' } })).toBe(
      '{"event":"worker.http.error","id":7,"inserted_at":"1970-01-01T00:00:00.000000Z","job_id":5,' +
        '"payload":{"attempt":2,"code":"dns","message":"m","retry_at":null},"user_id":"t"}',
    ));

  it('of a run holds the dynamic fields of its attempt', () => {
    const args = '{"body":{"a":"$state"},"headers":{},"method":"post","url":"https://h.test/"}';
    const details = { $previous: null, $state: { n: 1 } };
    expect(JSON.parse(payload({ args, details, schedule_id: 's', slot: SECOND })).body).toEqual({
      $job: {
        id: 5,
        uuid: 'u',
        attempt: 2,
        scheduled_at: '1970-01-01T00:00:00.000000Z',
        slot: '1970-01-01T00:00:01.000000Z',
      },
      $previous: {},
      $state: { n: 1 },
      a: { n: 1 },
    });
  });

  it('of a request hides secrets and keeps what else was written', () => {
    const args =
      '{"headers":{"X-Token":"s3cret","a":"b"},"method":"get","query":{"secret":[1],"n":1.0},"url":"https://h.test/?auth=s3cret&a"}';
    expect(payload({ args })).toBe(
      '{"body":null,"headers":{"X-Token":"[REDACTED]","a":"b"},"query":{"secret":"[REDACTED]","n":1.0},' +
        '"url":"https://h.test/?auth=[REDACTED]&a"}',
    );
  });

  it('of slots tells which and why', () =>
    expect(
      payload({ event: 'worker.http.skipped', details: { to: SECOND, slots: 2, reason: 'overlap', from: 0 } }),
    ).toBe('{"from":"1970-01-01T00:00:00.000000Z","reason":"overlap","slots":2,"to":"1970-01-01T00:00:01.000000Z"}'));
});
