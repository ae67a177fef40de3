import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';
import { Receiver, secretsOf, verify } from '../support/receiver';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import type { Answering } from '../support/target';
import { waitFor } from '../support/wait-for';

const ONCE = { max_attempts: 1 };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID7 = /^msg_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('callbacks and events', () => {
  let server: Server;
  let jobs: Jobs;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
    jobs = new Jobs(server);
  });

  afterAll(async () => {
    for (const one of open) one.close();
    await server?.stop();
  });

  const opened = <T extends { close(): void }>(one: T) => {
    open.push(one);
    return one;
  };
  const target = async (answer?: Answering) => opened(await Target.open(answer));
  const receiver = async (answer?: Answering) => opened(await Receiver.open(answer));
  const deliveries = async (id: string | number) => (await jobs.api.get(`${JOBS}/${id}/deliveries`)).body.data;
  const settled = (id: string) =>
    waitFor(async () => {
      const found = await deliveries(id);
      return found.length > 0 && found.every(({ state }: { state: string }) => state !== 'pending') && found;
    });

  it('tell of a job from its first attempt to its end, in order and numbered', async () => {
    const { url } = await target((response, _request, number) => {
      response.writeHead(number === 1 ? 503 : 200, { 'content-type': 'application/json' }).end('{"n":1}');
    });
    const events = await receiver();
    const retry = { base: 0.1, jitter: 0 };
    const job = await jobs.create({ method: 'post', url, body: { a: 1 }, retry, webhook_url: events.url });
    const messages = await events.gets('job.finished');
    const about = { id: job.id, job_id: job.job_id, schedule_id: null };
    const request = {
      method: 'POST',
      url: `${url}/`,
      query: {},
      headers: expect.objectContaining({ 'webhook-id': `job_${job.id}`, 'content-type': 'application/json' }),
      body: { a: 1 },
    };
    const answered = (status: number) => ({
      status,
      headers: expect.objectContaining({ 'content-type': 'application/json' }),
      body: { n: 1 },
      truncated: false,
      duration_ms: expect.any(Number),
    });
    const { completed_at, scheduled_at } = (await jobs.find(job.id)).job;
    const [first] = await jobs.attempts(job.id);
    expect(messages.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'job.started', data: { ...about, attempt: 1, sequence: 1, scheduled_at, slot: null } },
      { type: 'job.request', data: { ...about, attempt: 1, sequence: 2, request } },
      { type: 'job.response', data: { ...about, attempt: 1, sequence: 3, response: answered(503) } },
      {
        type: 'job.error',
        data: {
          ...about,
          attempt: 1,
          sequence: 4,
          error: { code: 'http', message: 'The target answered with status 503' },
          will_retry: true,
          next_attempt_at: first.retry_at,
        },
      },
      { type: 'job.request', data: { ...about, attempt: 2, sequence: 5, request } },
      { type: 'job.response', data: { ...about, attempt: 2, sequence: 6, response: answered(200) } },
      {
        type: 'job.finished',
        data: { ...about, attempt: 2, sequence: 7, state: 'completed', finished_at: completed_at },
      },
    ]);
    const keys = ['status', 'headers', 'body', 'truncated', 'duration_ms'];
    expect(Object.keys(messages[2].data.response)).toEqual(keys);
    expect(messages.map(({ timestamp }) => timestamp)).toEqual(messages.map(() => expect.stringMatching(TIME)));
    expect(Object.keys(JSON.parse(messages[0].request.body.toString()))).toEqual(['type', 'timestamp', 'data']);
  });

  it('are posted by the rules of Standard Webhooks', async () => {
    const { url } = await target();
    const events = await receiver();
    await jobs.create({ url, webhook_url: `${events.url}/in?x=1`, callback_url: `${events.url}/back` });
    const messages = await events.gets('job.callback');
    await events.gets('job.finished');
    const [secret] = await secretsOf(jobs.api);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    for (const message of messages) {
      verify(secret, message);
      expect(message.id).toMatch(UUID7);
      expect(message.request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
      expect(Math.abs(Number(message.request.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(10);
    }
    expect(messages[0].request.url).toBe('/in?x=1');
  });

  it.each([
    ['completed', 200, null],
    ['discarded', 404, { code: 'http', message: 'The target answered with status 404' }],
  ])('call back when a run is %s', async (state, status, error) => {
    const { url } = await target((response) => response.writeHead(status, { etag: '"x"' }).end('told'));
    const callback = await receiver();
    const body = { url, retry: ONCE, callback_url: callback.url, idempotency_key: `key ${state}` };
    const job = await jobs.create(body);
    const [{ type, data }] = await callback.gets('job.callback');
    const { job: shown } = await jobs.find(job.id);
    expect(type).toBe('job.callback');
    expect(data).toEqual({
      id: job.id,
      job_id: job.job_id,
      schedule_id: null,
      attempt: 1,
      idempotency_key: `key ${state}`,
      state,
      slot: null,
      scheduled_at: shown.scheduled_at,
      attempted_at: shown.attempted_at,
      finished_at: shown[`${state}_at`],
      request: { method: 'GET', url },
      response: {
        status,
        headers: expect.objectContaining({ etag: '"x"' }),
        body: 'told',
        truncated: false,
        duration_ms: expect.any(Number),
      },
      error,
    });
    expect(callback.messages).toHaveLength(1);
  });

  it('tell of an attempt without an answer', async () => {
    const events = await receiver();
    const url = `http://127.0.0.1:${await freePort()}/`;
    await jobs.create({ url, retry: ONCE, webhook_url: events.url, callback_url: events.url });
    const messages = await events.gets('job.callback');
    expect(messages.map(({ type }) => type)).toEqual([
      'job.started',
      'job.request',
      'job.error',
      'job.finished',
      'job.callback',
    ]);
    const error = { code: 'connection', message: expect.any(String) };
    expect(messages[2].data).toMatchObject({ error, will_retry: false, next_attempt_at: null });
    expect(messages[3].data).toMatchObject({ state: 'discarded' });
    expect(messages[4].data).toMatchObject({ response: null, error });
    expect(messages[4].data).not.toHaveProperty('sequence');
  });

  it('are none without a URL for them', async () => {
    const { url } = await target();
    const { id } = await jobs.run({ url });
    expect(await deliveries(id)).toEqual([]);
  });

  it('come again with the same id and body until one is taken, those after it waiting', async () => {
    const { url } = await target();
    const events = await receiver((response, _request, number) => response.writeHead(number < 3 ? 500 : 200).end());
    const { id } = await jobs.create({ url, webhook_url: events.url });
    await jobs.reaches(id, 'completed');
    const waiting = await waitFor(async () => {
      const found = await deliveries(id);
      return found[0].tries === 1 && found[0].next_attempt_at && found;
    });
    expect(waiting).toMatchObject([
      { type: 'job.started', state: 'pending', tries: 1, status: 500 },
      { type: 'job.request', state: 'pending', tries: 0, status: null },
      { type: 'job.response', state: 'pending', tries: 0 },
      { type: 'job.finished', state: 'pending', tries: 0 },
    ]);
    const messages = await events.gets('job.finished');
    const types = ['job.started', 'job.started', 'job.started', 'job.request', 'job.response', 'job.finished'];
    expect(messages.map(({ type }) => type)).toEqual(types);
    const [first, second, third] = messages;
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect([second.request.body, third.request.body]).toEqual([first.request.body, first.request.body]);
    const [secret] = await secretsOf(jobs.api);
    for (const message of messages) verify(secret, message);
    const gaps = [second.request.at - first.request.at, third.request.at - second.request.at];
    expect(gaps[0]).toBeGreaterThanOrEqual(995);
    expect(gaps[0]).toBeLessThan(3500);
    expect(gaps[1]).toBeGreaterThanOrEqual(4995);
    expect(gaps[1]).toBeLessThan(9000);
    expect((await settled(id))[0]).toMatchObject({ state: 'delivered', tries: 3, status: 200, next_attempt_at: null });
  });

  it('honour Retry-After', async () => {
    const { url } = await target();
    const callback = await receiver((response, _request, number) =>
      response.writeHead(number === 1 ? 429 : 200, { 'retry-after': '3' }).end(),
    );
    await jobs.create({ url, callback_url: callback.url });
    const [first, second] = await callback.gets('job.callback', 2);
    expect(second.request.at - first.request.at).toBeGreaterThanOrEqual(2995);
  });

  it('are given up after the eighth try, and the next one goes out', async () => {
    const { url } = await target();
    let failing = true;
    const events = await receiver((response) => response.writeHead(failing ? 500 : 200).end());
    const { id, job_id } = await jobs.create({ url, webhook_url: events.url });
    await waitFor(async () => (await deliveries(id))[0]?.tries === 1);
    await server.query("UPDATE scheduled.deliveries SET tries = 7 WHERE job_id = $1 AND type = 'job.started'", [
      job_id,
    ]);
    await waitFor(async () => {
      failing = (await deliveries(id))[0].state === 'pending';
      return !failing;
    });
    const [first, ...others] = await settled(id);
    expect(first).toMatchObject({ state: 'given_up', tries: 8, status: 500, next_attempt_at: null });
    for (const other of others) expect(other.state).toBe('delivered');
  });

  it('to a refused address are given up at once', async () => {
    const { url } = await target();
    const { id, job_id } = await jobs.create({ url, webhook_url: 'https://name.invalid/', schedule_in: 1 });
    await server.query("UPDATE scheduled.jobs SET webhook_url = 'https://10.0.0.1/?token=t' WHERE id = $1", [job_id]);
    await jobs.reaches(id, 'completed');
    const found = await waitFor(async () => {
      const all = await settled(id);
      return all.length === 4 && all;
    });
    for (const one of found) expect(one).toMatchObject({ state: 'given_up', tries: 1, status: null });
    expect(found[0].url).toBe('https://10.0.0.1/?token=[REDACTED]');
  });

  it('hold no secrets', async () => {
    const secret = 'hush-4711';
    const { url } = await target((response) => response.writeHead(200, { 'set-cookie': secret }).end('{}'));
    const events = await receiver();
    await jobs.create({
      method: 'post',
      url: `${url}/?api_key=${secret}&a=1`,
      query: { token: secret, b: 2 },
      headers: { Authorization: secret, 'x-own': 'seen' },
      body: 1.0,
      webhook_url: `${events.url}/?token=${secret}`,
      callback_url: events.url,
    });
    await events.gets('job.callback');
    const messages = await events.gets('job.finished');
    for (const { request } of events.messages) expect(request.body.toString()).not.toContain(secret);
    const { request } = messages.find(({ type }) => type === 'job.request')!.data;
    expect(request).toMatchObject({
      url: `${url}/?api_key=[REDACTED]&a=1&token=[REDACTED]&b=2`,
      query: { token: '[REDACTED]', b: 2 },
      headers: { Authorization: '[REDACTED]', 'x-own': 'seen', 'webhook-signature': '[REDACTED]' },
    });
  });

  it('show the request as it was sent', async () => {
    const text = '{"z":1.10,"2":"\\u0000","big":12345678901234567890,"job":"$job"}';
    const at = await target();
    const events = await receiver();
    const body = `{"method":"post","url":"${at.url}","body":${text},"webhook_url":"${events.url}"}`;
    const answer = await jobs.api.raw('POST', JOBS, { body, headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(201);
    const messages = await events.gets('job.finished');
    const sent = at.received[0].body.toString();
    expect(sent).toContain('{"z":1.10,"2":"\\u0000","big":12345678901234567890,"job":{"id"');
    expect(messages[1].request.body.toString()).toContain(`"body":${sent}}`);
  });

  it('show what a run was handed over, and come for every run of a schedule', async () => {
    const { url } = await target((response, _request, number) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"$state":{"n":${number}}}`);
    });
    const events = await receiver();
    const fields = { method: 'post', url, body: { own: true }, repeat_every: 1 };
    const { id, schedule_id } = await jobs.create({ ...fields, webhook_url: events.url, callback_url: events.url });
    const messages = await events.gets('job.callback', 2);
    await jobs.api.post(`${JOBS}/${id}/cancel`);
    const runs = messages.filter(({ type }) => type === 'job.callback').map(({ data }) => data);
    expect(runs.map((run) => run.schedule_id)).toEqual([schedule_id, schedule_id]);
    expect(micros(runs[1].slot) - micros(runs[0].slot)).toBe(1_000_000);
    const second = messages.find(({ type, data }) => type === 'job.request' && data.id === runs[1].id)!;
    expect(Object.keys(second.data.request.body)).toEqual(['$job', '$previous', '$state', 'own']);
    expect(second.data.request.body).toMatchObject({ $state: { n: 1 }, $previous: { status: 200 } });
  });

  describe('of a cancelled job', () => {
    it('end with job.finished, and there is no callback', async () => {
      const { url } = await target((response, request) => request.url === '/' && response.writeHead(503).end());
      const events = await receiver();
      const urls = { webhook_url: events.url, callback_url: `${events.url}/callback` };
      const pending = await jobs.create({ url, schedule_in: 3600, ...urls });
      const waiting = await jobs.create({ url, retry: { base: 3600 }, ...urls });
      const executing = await jobs.create({ url: `${url}/hangs`, ...urls });
      await jobs.reaches(waiting.id, 'retryable');
      await jobs.reaches(executing.id, 'executing');
      for (const { id } of [pending, waiting, executing]) await jobs.api.post(`${JOBS}/${id}/cancel`);
      await events.gets('job.finished', 3);
      const of = (job: { id: string }) => events.messages.filter(({ data }) => data.id === job.id);
      const typesOf = (job: { id: string }) => of(job).map(({ type }) => type.slice(4));
      expect(typesOf(pending)).toEqual(['finished']);
      expect(typesOf(waiting)).toEqual(['started', 'request', 'response', 'error', 'finished']);
      expect(typesOf(executing)).toEqual(['started', 'request', 'finished']);
      for (const job of [pending, waiting, executing]) {
        const { job: shown } = await jobs.find(job.id);
        const last = { state: 'cancelled', finished_at: shown.cancelled_at, sequence: of(job).length };
        expect(of(job).at(-1)!.data).toMatchObject(last);
        expect(await settled(job.id)).toHaveLength(of(job).length);
      }
      expect(of(pending)[0].data.attempt).toBe(0);
    });

    it('come once, however often it is cancelled', async () => {
      const events = await receiver();
      const { id } = await jobs.create({ url: events.url, schedule_in: 3600, webhook_url: events.url });
      for (let i = 0; i < 3; i++) await jobs.api.post(`${JOBS}/${id}/cancel`);
      expect(await settled(id)).toMatchObject([{ type: 'job.finished', sequence: 1 }]);
    });
  });

  describe('listed', () => {
    it('are all of the job, by its number too', async () => {
      const { url } = await target();
      const events = await receiver();
      const { id, job } = await jobs.run({ url, webhook_url: events.url, callback_url: `${events.url}/b` });
      const found = await settled(id);
      expect(await deliveries(job.id)).toEqual(found);
      const keys = ['id', 'type', 'sequence', 'url', 'state', 'tries', 'status', 'next_attempt_at'];
      for (const one of found) expect(Object.keys(one)).toEqual(keys);
      expect(found.map(({ type, sequence }: Record<string, unknown>) => [type, sequence])).toEqual([
        ['job.started', 1],
        ['job.request', 2],
        ['job.response', 3],
        ['job.finished', 4],
        ['job.callback', null],
      ]);
      const sent = events.messages.map((message) => message.id).sort();
      expect(sent).toEqual(expect.arrayContaining(found.map((one: { id: string }) => `msg_${one.id}`)));
    });

    it('are nobody else’s', async () => {
      const { id } = await jobs.create({ url: 'https://example.com/', schedule_in: 3600 });
      const { key } = await server.tenant();
      const other = await server.client(key).get(`${JOBS}/${id}/deliveries`);
      expect([other.status, other.body]).toEqual([404, { errors: { detail: 'Not Found' } }]);
      const unable = await server.tenant(undefined, ['scheduled:write']);
      expect((await server.client(unable.key).get(`${JOBS}/${id}/deliveries`)).status).toBe(403);
    });
  });

  it('go with their job', async () => {
    const events = await receiver();
    const { id, job } = await jobs.run({ url: events.url, callback_url: events.url });
    await settled(id);
    await server.query('DELETE FROM scheduled.jobs WHERE id = $1', [job.id]);
    expect(await server.query('SELECT FROM scheduled.deliveries WHERE job_id = $1', [job.id])).toEqual([]);
  });
});
