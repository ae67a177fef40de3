import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client as PostgresClient } from 'pg';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { indexFiles } from '../support/pipeline-index';
import { KINDS, openKind } from '../support/pipeline-kinds';
import { deploy, finished, send } from '../support/question-stub';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const PATH = '/api/v1/workspaces/default/pipelines';
const LIMITS = 'timeout_seconds: 1\nmax_attempts: 2\nbackoff_seconds: 0.01\n';
const NAMES = resolve(__dirname, '../support/told-names.mjs');

type Fault = [type: string, status: number | null, attempts: number, message: RegExp];
type Reply = (response: ServerResponse) => unknown;

/** By what a question says. */
const FAULTS: Record<string, [Reply, Fault]> = {
  large: [(response) => response.end(Buffer.alloc(11 << 20, ' ')), ['invalid_response', 200, 1, /larger than 10 MiB/]],
  reset: [(response) => response.destroy(), ['connection', null, 2, /./]],
  silence: [() => undefined, ['timeout', null, 2, /took over 1000 ms|within 1 s/]],
  half: [(response) => response.writeHead(200).write('{'), ['timeout', null, 2, /took over 1000 ms|within 1 s/]],
  // The first eight count for nothing.
  crowd: [
    (response) => send(response, 429, { detail: 'slower' }, { 'retry-after': '0' }),
    ['rate_limited', 429, 10, /^slower$/],
  ],
  crowdForLong: [(response) => send(response, 429, {}, { 'retry-after': '3601' }), ['rate_limited', 429, 1, /^\{\}$/]],
  broken: [(response) => send(response, 500, { errors: ['broken'] }), ['upstream', 500, 2, /^broken$/]],
  gateway: [(response) => response.writeHead(502).end('x'.repeat(600)), ['upstream', 502, 2, /^x{500}$/]],
  wrong: [(response) => send(response, 400, { detail: 'no' }), ['rejected', 400, 1, /^no$/]],
  elsewhere: [(response) => send(response, 302, {}, { location: '/' }), ['rejected', 302, 1, /./]],
  html: [(response) => response.end('<html>'), ['invalid_response', 200, 1, /not JSON/]],
};

interface Result {
  query: string;
  status: string;
  attempts: number;
  error: { type: string; message: string; status_code: number | null } | null;
}

describe('what goes wrong with an item', () => {
  let server: Server;
  let tenant: PipelineTenant;
  const folder = mkdtempSync(join(tmpdir(), 'quintet-names-'));
  const names = join(folder, 'names.json');
  const resolveTo = (address: string) => writeFileSync(names, JSON.stringify({ 'rebound.test': [address] }));

  beforeAll(async () => {
    const preload = `--import ${pathToFileURL(NAMES).href}`;
    server = await startServer({
      env: { OUTBOUND_ALLOW: '127.0.0.1/32', NODE_OPTIONS: preload, TOLD_NAMES: names },
    });
    tenant = await pipelineTenant(server);
    await indexFiles(server, tenant, [{ name: 'a.txt', parts: ['The tenant is Adler.'], meta: { kind: 'text' } }]);
  });

  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  async function deployed(yaml: string): Promise<{ name: string; id: string }> {
    const name = `p-${++count}`;
    await tenant.api.post(PATH, { name, query_yaml: yaml });
    const { status, body, text } = await tenant.api.post(`${PATH}/${name}/deploy`);
    if (status !== 200) throw new Error(text);
    return { name, id: body.pipeline_id as string };
  }

  async function start(pipeline: string, queries: object[]): Promise<string> {
    const job = { pipeline_id: pipeline, concurrency: 20, queries };
    const { status, body, text } = await tenant.create(job, '?start=true');
    if (status !== 201) throw new Error(text);
    return body.job_id as string;
  }

  const resultsOf = async (job: string): Promise<Result[]> =>
    (await tenant.api.get(`${tenant.jobs}/${job}/results?limit=100`)).body.data;

  const faultOf = ({ attempts, error }: Result) => [error?.type, error?.status_code, attempts, error?.message];
  const expected = ([type, status, attempts, message]: Fault) => [
    type,
    status,
    attempts,
    expect.stringMatching(message),
  ];

  it.each(Object.keys(KINDS))('at %s is told by its type, and the job goes on', async (kind) => {
    const { yaml, answer, unknown } = KINDS[kind];
    const replies: Record<string, Reply> = Object.fromEntries(
      Object.entries(FAULTS).map(([name, [reply]]) => [`<${name}>`, reply]),
    );
    replies['<unknown>'] = (response) => send(response, 200, unknown);
    const service = await openKind(KINDS[kind], (response, question) => {
      const fault = Object.keys(replies).find((name) => question.includes(name));
      if (fault) replies[fault](response);
      else send(response, 200, answer);
    });
    const { id } = await deployed(`${yaml(service.url)}\n${LIMITS}`);
    const job = await start(
      id,
      [...Object.keys(replies), 'good'].map((query) => ({ query })),
    );
    const failed = Object.keys(replies).length;
    expect(await finished(tenant, job)).toMatchObject({
      status: 'ENDED',
      error: null,
      executed_requests: failed + 1,
      failed_requests: failed,
    });
    const results = await resultsOf(job);
    const faults: Fault[] = Object.values(FAULTS).map(([, fault]) => fault);
    faults.push(['invalid_response', 200, 1, /./]);
    expect(results.slice(0, -1).map(faultOf)).toEqual(faults.map(expected));
    expect(results.at(-1)).toMatchObject({ query: 'good', status: 'SUCCEEDED', attempts: 1, error: null });
    service.close();
  });

  it('is told before anybody is asked', async () => {
    const filters = { field: 'kind', operator: 'like', value: 1 };
    const params = { nope: 1 };
    const service = await Promise.all(
      Object.values(KINDS).map((kind) => openKind(kind, (response) => send(response, 200, kind.answer))),
    );
    const judged: [yaml: string, queries: Record<string, object>][] = [
      ['connector: builtin', { invalid_params: { params }, invalid_filter: { filters } }],
      [KINDS.hayhooks.yaml(service[0].url), { invalid_params: { params } }],
      [KINDS['openai-compatible'].yaml(service[2].url), { invalid_params: { params }, invalid_filter: { filters } }],
    ];
    for (const [yaml, queries] of judged) {
      const { id } = await deployed(yaml);
      const types = Object.keys(queries);
      const job = await start(
        id,
        types.map((query) => ({ query, ...queries[query] })),
      );
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: types.length });
      expect((await resultsOf(job)).map(faultOf)).toEqual(types.map((type) => expected([type, null, 1, /./])));
    }
    expect(service.flatMap(({ received }) => received.filter(({ method }) => method === 'POST'))).toEqual([]);
    for (const one of service) one.close();
  });

  it('by a defect is internal, and says no more', async () => {
    const { id } = await deployed('connector: builtin');
    // Sealed by a server that had another secret.
    await deploy(server, { ...tenant, pipeline: id }, { url: 'http://127.0.0.1:1', api_key: 'not sealed' });
    const job = await start(id, [{ query: 'q' }]);
    expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 1 });
    expect((await resultsOf(job)).map(faultOf)).toEqual([
      expected(['internal', null, 1, /sealed with another secret/]),
    ]);
  });

  it('in the index is a timeout, and PostgreSQL is left in peace', async () => {
    const model = KINDS['openai-compatible'];
    const service = await openKind(model, (response) => send(response, 200, model.answer));
    const pipelines = [
      await deployed(`connector: builtin\n${LIMITS}`),
      await deployed(`${model.yaml(service.url)}\n${LIMITS}`),
    ];
    const patient = await deployed('connector: builtin');
    const searching = async () => {
      const [{ waiting }] = await server.query<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return waiting;
    };
    const lock = new PostgresClient({ connectionString: server.databaseUrl });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE pipeline.postings');
    try {
      for (const { id, name } of pipelines) {
        const job = await start(id, [{ query: 'Who is the tenant?' }]);
        expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 1 });
        expect((await resultsOf(job)).map(faultOf)).toEqual([expected(['timeout', null, 2, /^No answer within 1 s$/])]);
        const { status, body } = await tenant.api.post(`${PATH}/${name}/search`, { queries: ['Who is the tenant?'] });
        expect([status, body]).toEqual([591, { errors: ['No answer within 1 s'] }]);
      }
      await waitFor(async () => (await searching()) === 0, { what: 'no search to be left' });
      const job = await start(patient.id, [{ query: 'Who is the tenant?' }]);
      await waitFor(async () => (await searching()) === 1, { what: 'a search' });
      expect((await tenant.api.post(`${tenant.jobs}/${job}/cancel`)).status).toBe(204);
      await waitFor(async () => (await searching()) === 0, { what: 'the search to be ended' });
    } finally {
      await lock.end();
    }
    const job = await start(pipelines[0].id, [{ query: 'Who is the tenant?' }]);
    expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 0 });
    service.close();
  });

  it.each(Object.keys(KINDS))(
    'that is put to %s by a name which comes to mean another address is blocked',
    async (kind) => {
      const service = await openKind(KINDS[kind], (response) => send(response, 200, KINDS[kind].answer));
      const { port } = new URL(service.url);
      resolveTo('127.0.0.1');
      const { name, id } = await deployed(KINDS[kind].yaml(`http://rebound.test:${port}`));
      const asked = service.received.length;
      for (const address of ['169.254.169.254', '127.0.0.2']) {
        resolveTo(address);
        const job = await start(id, [{ query: 'q' }]);
        const ended = await finished(tenant, job);
        expect(ended).toMatchObject({ status: 'FAILED', failed_requests: 1 });
        expect(ended.error).toMatch(/^Pipeline could not be reached: /);
        expect((await resultsOf(job)).map(faultOf)).toEqual([expected(['blocked', null, 1, /private or reserved/])]);
      }
      const again = await tenant.api.post(`${PATH}/${name}/deploy`);
      expect([again.status, again.body.details[0].code]).toEqual([422, 'CONNECTOR_BLOCKED']);
      expect(service.received).toHaveLength(asked);
      service.close();
    },
  );
});
