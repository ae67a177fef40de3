import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { DISPATCH } from '../../src/domains/scheduled-requests/dispatch/dispatcher';
import { Secrets } from '../../src/kernel/auth/secrets';
import { serveHttps } from '../../src/kernel/outbound/fixtures/local-server';
import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const JWT_SECRET = 'a secret of this test, long enough to sign with';

describe('the execution of one-shots', () => {
  let server: Server;
  let jobs: Jobs;
  const targets: Target[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32', JWT_SECRET } });
    jobs = new Jobs(server);
  });

  afterAll(async () => {
    for (const target of targets) target.close();
    await server?.stop();
  });

  const open = async (...answer: Parameters<typeof Target.open>) => {
    const target = await Target.open(...answer);
    targets.push(target);
    return target;
  };
  const create = (body: object) => jobs.create(body);
  const ended = (id: string) => jobs.reaches(id, 'completed', 'discarded');
  const run = (body: object) => jobs.run(body);

  describe('what is sent', () => {
    it('is the whole request, once', async () => {
      const target = await open();
      const { id, job, attempts } = await run({
        method: 'Patch',
        url: `${target.url}/a?b=1&c=2#fragment`,
        query: { c: [3, 'x y'], d: null, e: { f: true } },
        headers: { 'X-Own': 'ü', 'user-agent': 'me', 'Accept-Encoding': 'br' },
        body: { $job: 1, text: '$job' },
      });
      expect(job.state).toBe('completed');
      expect(target.received).toHaveLength(1);
      const [{ method, url, headers, body }] = target.received;
      expect([method, url]).toEqual(['PATCH', '/a?b=1&c=3&c=x+y&e=%7B%22f%22%3Atrue%7D']);
      expect(headers).toMatchObject({
        'x-own': 'ü',
        'user-agent': 'me',
        'accept-encoding': 'identity',
        accept: '*/*',
        'content-type': 'application/json',
        'content-length': String(body.length),
        'idempotency-key': `job_${id}`,
        'webhook-id': `job_${id}`,
        'quintet-job-id': String(job.id),
        'quintet-attempt': '1',
      });
      expect(headers).not.toHaveProperty('transfer-encoding');
      const dynamic = { id: job.id, uuid: id, attempt: 1, scheduled_at: job.scheduled_at, slot: null };
      expect(JSON.parse(body.toString())).toEqual({ $job: 1, text: dynamic });
      expect(attempts).toEqual([
        {
          id: expect.any(Number),
          job_id: job.id,
          attempt: 1,
          started_at: job.attempted_at,
          finished_at: job.completed_at,
          duration_ms: expect.any(Number),
          response: { status: 200, headers: expect.any(Object), body: '', encoding: 'utf8', truncated: false },
          error: null,
          retry_at: null,
        },
      ]);
      expect(micros(job.attempted_at)).toBeGreaterThanOrEqual(micros(job.scheduled_at));
    });

    it('has a body but with get, and none that was not set', async () => {
      const target = await open();
      await run({ url: `${target.url}/get`, body: { a: 1 } });
      await run({ url: `${target.url}/delete`, method: 'delete', body: { a: 1 } });
      await run({ url: `${target.url}/post`, method: 'post' });
      await run({ url: `${target.url}/text`, method: 'put', body: 'a=b', headers: { 'content-type': 'text/plain' } });
      const bodies = target.received.map(({ url, body }) => [url, body.toString()]);
      expect(bodies).toEqual([
        ['/get', ''],
        ['/delete', '{"a":1}'],
        ['/post', ''],
        ['/text', 'a=b'],
      ]);
      expect(target.received[2].headers).toMatchObject({ 'content-length': '0' });
      expect(target.received[2].headers).not.toHaveProperty('content-type');
    });

    it('is signed with a secret that is made on first need and kept encrypted', async () => {
      const target = await open();
      await run({ method: 'post', url: target.url, body: { a: 'ü' } });
      await run({ url: target.url });
      const rows = await server.query<{ sealed: string }>('SELECT sealed FROM scheduled.signing_secrets');
      expect(rows).toHaveLength(1);
      const secret = new Secrets(JWT_SECRET).open('scheduled signing secrets', rows[0].sealed);
      expect(secret).toMatch(/^whsec_/);
      for (const { headers, body } of target.received) {
        const verify = (key: string) =>
          new Webhook(key).verify(body, headers as Record<string, string>, { jsonParse: false });
        expect(() => verify(secret)).not.toThrow();
        expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`)).toThrow('No matching signature');
      }
    });

    it('is the body exactly as it was given, and so args come back', async () => {
      const target = await open();
      const bodies = [
        '{"z":1,"a":{"y":[],"b":null},"":"\\u0000","ü":"\\ud83d\\ude00 \\u2028 😀","n":-0.5}',
        '{ "2": 1.0, "1": 12345678901234567890, "x": 1e400, "2" : [ ] }',
        `{"big":"${'x'.repeat(900 * 1024)}"}`,
        '["a",1,true,null,{"__proto__":{"x":1}}]',
        '"\\ud800"',
        '[]',
      ];
      for (const body of bodies) {
        const text = `{"method":"post","url":"${target.url}","body": ${body} }`;
        const answer = await jobs.api.raw('POST', JOBS, {
          body: text,
          headers: { 'content-type': 'application/json' },
        });
        expect(answer.status).toBe(201);
        expect(answer.text.includes(`"args":{"body":${body},"headers"`)).toBe(true);
        const { id } = answer.body.data;
        await ended(id);
        expect(target.received.at(-1)!.body.toString() === body).toBe(true);
        const shown = await jobs.api.get(`${JOBS}/${id}`);
        expect(shown.text.includes(`"args":{"body":${body},"headers"`)).toBe(true);
      }
      expect(target.received).toHaveLength(bodies.length);
    });
  });

  describe('when it is sent', () => {
    it('is never early, and once: 150 over 6 s', async () => {
      const target = await open();
      const start = Date.now() + 2000;
      const made = await Promise.all(
        Array.from({ length: 150 }, (_, i) =>
          create({ url: target.url, scheduled_at: new Date(start + i * 40).toISOString() }),
        ),
      );
      await waitFor(() => target.received.length >= made.length, { what: '150 requests' });
      const last = await Promise.all(made.map(({ id }) => ended(id)));
      const lateness = last.map(({ job }) => {
        const received = target.received.filter(({ headers }) => headers['quintet-job-id'] === String(job.id));
        expect(received).toHaveLength(1);
        return received[0].at - micros(job.scheduled_at) / 1000;
      });
      // A clock that is read in milliseconds may seem one behind.
      expect(Math.min(...lateness)).toBeGreaterThan(-1);
      const [p50, p99] = [0.5, 0.99].map((part) => lateness.sort((a, b) => a - b)[Math.floor(part * lateness.length)]);
      process.stdout.write(`lateness of 150 one-shots: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms\n`);
      // 250 ms at p99 is for a machine with nothing else to do; this tells a timer from a poll on any.
      expect(p50).toBeLessThan(2000);
    });

    it('is later than a minute from now: the dispatcher finds it', async () => {
      const target = await open();
      const { id } = await create({ url: target.url, schedule_in: 3600 });
      await server.query("UPDATE scheduled.jobs SET run_at = now() + interval '1 second' WHERE uuid = $1", [id]);
      await ended(id);
      expect(target.received).toHaveLength(1);
    });
  });

  it('reads no job of the far future to find those that come due', async () => {
    await server.query(`INSERT INTO scheduled.jobs (uuid, tenant_id, args, run_at, scheduled_at, inserted_at)
      SELECT gen_random_uuid(), gen_random_uuid(), '{}', now() + i * interval '1 hour', now(), now()
      FROM generate_series(1, 100000) AS i`);
    await server.query('ANALYZE scheduled.jobs');
    const rows = await server.query(`EXPLAIN (ANALYZE, COSTS OFF) ${DISPATCH.text}`);
    const plan = rows.map((row) => row['QUERY PLAN'] as string).join('\n');
    expect(plan).toMatch(/Index Scan using jobs_run_at_id_idx on jobs .*\n\s*Index Cond: \(run_at <=/);
    const read = plan.match(/Rows Removed by Filter: (\d+)/);
    expect(Number(read?.[1] ?? 0)).toBeLessThan(100);
    await server.query("DELETE FROM scheduled.jobs WHERE args::text = '{}'");
  });

  describe('an outcome', () => {
    const retry = { max_attempts: 2, base: 0.1, jitter: 0 };

    it.each([200, 201, 204, 299])('%i completes', async (status) => {
      const target = await open((response) => response.writeHead(status).end());
      const { job, attempts } = await run({ url: target.url, retry });
      expect([job.state, job.discarded_at, attempts.length]).toEqual(['completed', null, 1]);
    });

    it.each([408, 425, 429, 500, 502, 503, 599])('%i is retried', async (status) => {
      const target = await open((response, _request, number) => response.writeHead(number === 1 ? status : 200).end());
      const { id, job, attempts } = await run({ url: target.url, retry });
      expect(job.state).toBe('completed');
      const message = `The target answered with status ${status}`;
      expect(attempts[0]).toMatchObject({ attempt: 1, response: { status }, error: { code: 'http', message } });
      expect(micros(attempts[0].retry_at) - micros(attempts[0].finished_at)).toBe(100_000);
      expect(attempts[1]).toMatchObject({ attempt: 2, response: { status: 200 }, error: null, retry_at: null });
      expect(micros(attempts[1].started_at)).toBeGreaterThanOrEqual(micros(attempts[0].retry_at));
      expect(target.received.map(({ headers }) => [headers['webhook-id'], headers['quintet-attempt']])).toEqual([
        [`job_${id}`, '1'],
        [`job_${id}`, '2'],
      ]);
    });

    it.each([300, 301, 304, 307, 400, 401, 404, 410, 422, 499])('%i is discarded at once', async (status) => {
      const target = await open((response) => response.writeHead(status, { location: '/elsewhere' }).end('no'));
      const { job, attempts } = await run({ url: target.url, retry });
      expect([job.state, job.completed_at]).toEqual(['discarded', null]);
      expect(job.discarded_at).toBe(attempts[0].finished_at);
      expect(attempts).toMatchObject([{ response: { status }, error: { code: 'http' }, retry_at: null }]);
      expect(target.received).toHaveLength(1);
    });

    it('without an answer in time is a timeout, slow drips included', async () => {
      const hanging = await open(() => undefined);
      const dripping = await open((response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 100);
        response.on('close', () => clearInterval(drip));
      });
      const both = [hanging, dripping].map(({ url }) => run({ url, timeout: 1, retry: { ...retry, max_attempts: 1 } }));
      for (const { job, attempts } of await Promise.all(both)) {
        expect(job.state).toBe('discarded');
        expect(attempts).toMatchObject([{ response: null, error: { code: 'timeout' } }]);
        expect(attempts[0].error.message).toMatch(/ took over 1000 ms$/);
        expect(attempts[0].duration_ms).toBeGreaterThanOrEqual(990);
      }
    });

    it('of a refused or broken connection is connection, of a bad certificate tls, of an unknown name dns', async () => {
      const once = { ...retry, max_attempts: 1 };
      const refused = await run({ url: `http://127.0.0.1:${await freePort()}/`, retry });
      expect(refused.attempts).toMatchObject([{ error: { code: 'connection' } }, { error: { code: 'connection' } }]);
      const breaking = createServer((socket) => socket.once('data', () => socket.destroy()));
      await new Promise<void>((listening) => breaking.listen(0, '127.0.0.1', listening));
      const { port } = breaking.address() as AddressInfo;
      const broken = await run({ url: `http://127.0.0.1:${port}/`, retry: once });
      expect(broken.attempts).toMatchObject([{ error: { code: 'connection' } }]);
      breaking.close();
      const secure = await serveHttps((_request, response) => response.end());
      const untrusted = await run({ url: `${secure.origin}/`, retry: once });
      expect(untrusted.attempts).toMatchObject([{ error: { code: 'tls' } }]);
      await secure.close();
      const unknown = await run({ url: 'https://name.invalid/', retry: once });
      expect(unknown.attempts).toMatchObject([{ error: { code: 'dns' } }]);
    });

    it('that is used up is discarded; the delays follow the backoff', async () => {
      const target = await open((response) => response.writeHead(503).end());
      const delays = async (rule: object) => {
        const { job, attempts } = await run({
          url: target.url,
          retry: { max_attempts: 4, base: 0.1, jitter: 0, ...rule },
        });
        expect([job.state, attempts.length, attempts[3].retry_at]).toEqual(['discarded', 4, null]);
        return attempts
          .slice(0, 3)
          .map((one: Record<string, string>) => (micros(one.retry_at) - micros(one.finished_at)) / 1000);
      };
      const [exponential, linear, fixed, capped, jittered] = await Promise.all([
        delays({}),
        delays({ backoff: 'linear' }),
        delays({ backoff: 'fixed' }),
        delays({ max: 0.3 }),
        delays({ backoff: 'fixed', jitter: 1 }),
      ]);
      expect(exponential).toEqual([100, 200, 400]);
      expect(linear).toEqual([100, 200, 300]);
      expect(fixed).toEqual([100, 100, 100]);
      expect(capped).toEqual([100, 200, 300]);
      for (const delay of jittered) expect(delay >= 100 && delay <= 200).toBe(true);
      expect(new Set(jittered).size).toBe(3);
    });

    it('with Retry-After waits that long, as seconds and as a date', async () => {
      const inTwo = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000).toUTCString();
      const target = await open((response, { url }, number) => {
        if (number > 2) response.end();
        else response.writeHead(429, { 'retry-after': url === '/date' ? inTwo() : '2' }).end();
      });
      const both = ['/seconds', '/date'].map((path) => run({ url: target.url + path, retry }));
      for (const { job, attempts } of await Promise.all(both)) {
        expect(job.state).toBe('completed');
        const delay = (micros(attempts[0].retry_at) - micros(attempts[0].finished_at)) / 1e6;
        expect(delay).toBeGreaterThan(1.5);
        expect(delay).toBeLessThan(3.5);
        expect(target.received.filter(({ headers }) => headers['quintet-job-id'] === String(job.id))).toHaveLength(2);
      }
    });

    it('is read up to 64 KiB and counts by its status', async () => {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const target = await open((response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b', 'x-token': 'c' });
        let left = 50;
        const more = (): unknown => (left-- > 0 ? response.write(chunk, more) : response.end());
        more();
      });
      const { job, attempts } = await run({ url: target.url });
      expect(job.state).toBe('completed');
      const [{ response }] = attempts;
      expect(response).toMatchObject({ encoding: 'utf8', truncated: true });
      expect(Object.keys(response)).toEqual(['status', 'headers', 'body', 'encoding', 'truncated']);
      expect(response.body).toBe('x'.repeat(65536));
      expect(response.headers).toMatchObject({ 'set-cookie': '[REDACTED]', 'x-token': '[REDACTED]' });
    });

    it('is kept in its body form', async () => {
      const answers: Record<string, [string, Buffer]> = {
        '/json': ['application/json; charset=utf-8', Buffer.from('{"a":"\\u0000","b":[1]}')],
        '/broken': ['application/json', Buffer.from('{"a":')],
        '/text': ['text/plain', Buffer.from('[1]')],
        '/bytes': ['application/octet-stream', Buffer.from([0xff, 0x00])],
      };
      const target = await open((response, { url }) => {
        response.setHeader('content-type', answers[url][0]);
        response.end(answers[url][1]);
      });
      const forms = Object.keys(answers).map(async (path) => {
        const { attempts } = await run({ url: target.url + path });
        return [attempts[0].response.body, attempts[0].response.encoding];
      });
      expect(await Promise.all(forms)).toEqual([
        [{ a: '\u0000', b: [1] }, 'json'],
        ['{"a":', 'utf8'],
        ['[1]', 'utf8'],
        ['/wA=', 'base64'],
      ]);
    });

    it('appends an event for every change of state', async () => {
      const target = await open((response, _request, number) => response.writeHead(number === 1 ? 500 : 400).end());
      const { id } = await run({ url: target.url, retry });
      const events = await server.query('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [id]);
      expect(events.map(({ type }) => type.replace('quintet.scheduled.job.', ''))).toEqual([
        'created',
        'started',
        'retrying',
        'started',
        'discarded',
      ]);
    });
  });

  it('holds the idempotency key until the job is finished, retries included', async () => {
    let hold = true;
    const target = await open((response) => response.writeHead(hold ? 503 : 200).end());
    const body = { url: target.url, idempotency_key: 'held', retry: { base: 0.2, max_attempts: 50, backoff: 'fixed' } };
    const { id } = await create(body);
    const waiting = await waitFor(async () => {
      const answer = await jobs.api.post(JOBS, body);
      expect([answer.status, answer.body.data.id]).toEqual([200, id]);
      return answer.body.data.job.state === 'retryable' && answer.body.data;
    });
    expect(waiting.job.attempted_at).toEqual(expect.any(String));
    hold = false;
    await ended(id);
    const again = await jobs.api.post(JOBS, body);
    expect(again.status).toBe(201);
    expect(again.body.data.job.has_confict).toBe(false);
    await ended(again.body.data.id);
    const afterFailure = { ...body, url: `http://127.0.0.1:${await freePort()}/`, retry: { max_attempts: 1 } };
    const discarded = await create(afterFailure);
    expect((await ended(discarded.id)).job.state).toBe('discarded');
    await ended((await create(afterFailure)).id);
  });
});
