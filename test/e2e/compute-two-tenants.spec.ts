import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const JOBS = '/v1/customer/jobs';
const TEMPLATES = '/v1/dev/templates';
const SECRETS = '/v1/auth/secrets';
const NAME = 'same';
const TAG = `${NAME}@1.0`;
const MISSING = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';

type Call = [method: string, path: string, body?: object];

/** Every call that names a job. */
const callsOfJob = (id: string): Call[] => [
  ['GET', `${JOBS}/${id}`],
  ...(['PATCH', 'POST'] as const).flatMap((method): Call[] =>
    [`${JOBS}/${id}/%s`, `${JOBS}/%s/${id}`].flatMap((path): Call[] => [
      [method, path.replace('%s', 'datasource'), { dataSource: { dataSourceDescriptor: 'bypass' } }],
      [method, path.replace('%s', 'params'), { app: { case: 'lower' } }],
      [method, path.replace('%s', 'uploadcompleted')],
    ]),
  ),
  ['PATCH', `${JOBS}/${id}/jobname`, { name: 'theirs' }],
  ['POST', `${JOBS}/${id}/jobname`, { name: 'theirs' }],
  ['PATCH', `${JOBS}/${id}/configs`, { taskTimeout: 5 }],
  ['POST', `${JOBS}/${id}/configs`, { taskTimeout: 5 }],
  ['POST', `${JOBS}/${id}/run`],
  ['POST', `${JOBS}/run/${id}`],
  ['POST', `${JOBS}/${id}/abort`],
  ['POST', `${JOBS}/abort/${id}`],
  ['POST', `${JOBS}/${id}/rerun`],
  ['GET', `${JOBS}/${id}/results`],
  ['GET', `${JOBS}/estimation/${id}`],
  ['GET', `${JOBS}/${id}/tasks`],
  ['GET', `${JOBS}/${id}/tasks/0`],
  ['GET', `${JOBS}/${id}/tasks/0/logs`],
  ['GET', `${JOBS}/${id}/progress`],
  ['GET', `${JOBS}/${id}/stream`],
  ['POST', '/v1/customer/logs', { jobId: id }],
  ['DELETE', `${JOBS}/${id}`],
];

/** Every call that names an app or an engine. */
const callsOfPackage = (tag: string): [kind: string, ...Call][] =>
  ['app', 'engine'].flatMap((kind) =>
    [
      ['GET', ''],
      ['GET', '/status'],
      ['POST', '/activate'],
      ['POST', '/deactivate'],
      ['GET', '/download'],
      ['DELETE', ''],
    ].map(([method, action]): [string, ...Call] => [kind, method, `/v1/dev/${kind}s/${tag}${action}`]),
  );

describe('two-tenants', () => {
  let server: Server;
  let one: Client;
  let two: Client;
  let keys: { key: string; id: string; tenantId: string }[];

  beforeAll(async () => {
    server = await sharedServer();
  });
  beforeEach(async () => {
    keys = [];
    for (const { key, id, tenant } of [await server.tenant(), await server.tenant()]) {
      const [row] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
      keys.push({ key, id, tenantId: row.id });
    }
    [one, two] = keys.map(({ key }) => server.client(key));
  });
  afterAll(() => server?.stop());

  const call = (client: Client, [method, path, body]: Call) =>
    client.raw(method, path, { body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  /** An app or engine of a tenant, as a push leaves it. */
  async function pushed(tenantId: string, kind: string, name = NAME): Promise<string> {
    const id = randomUUID();
    const type = kind === 'engine' ? 'partitioner' : null;
    await server.query(
      `INSERT INTO compute.packages (id, tenant_id, kind, name, major, minor, type, status, manifest, entrypoint, hash)
        VALUES ($1, $2, $3, $4, 1, 0, $5, 'active', $6, 'main.mjs', '')`,
      [id, tenantId, kind, name, type, JSON.stringify({ name, version: '1.0' })],
    );
    return id;
  }

  it('a job of another tenant is answered as one that is not there, whatever is asked of it', async () => {
    const { job } = (await one.post(JOBS, { templateId: 'hello-world', name: 'mine' })).body;
    const before = (await one.get(`${JOBS}/${job.id}`)).text;
    for (const id of [job.id as string, MISSING, 'no-uuid']) {
      for (const wanted of callsOfJob(id)) {
        const { status, body } = await call(two, wanted);
        expect([wanted, status, body]).toEqual([
          wanted,
          404,
          { code: 5, message: `job not found: ${id}`, details: [] },
        ]);
      }
    }
    expect((await one.get(`${JOBS}/${job.id}`)).text).toBe(before);
  });

  it('a job of another tenant is in no list', async () => {
    const { job } = (await one.post(JOBS, { templateId: 'hello-world' })).body;
    await server.query(
      `WITH job AS (
          UPDATE compute.jobs SET state = 'JOB_STATE_PARTITIONED', num_chunks = 1 WHERE id = $1 RETURNING id, tenant_id
        ) INSERT INTO compute.steps (id, tenant_id, job_id, role, chunk_number, state)
        SELECT gen_random_uuid(), tenant_id, id, 'app', 0, 'SCHEDULED' FROM job`,
      [job.id],
    );
    const none = { total: 0, offset: 0, hasPrevious: false, hasNext: false };
    for (const answer of [await two.get(JOBS), await two.post(`${JOBS}/filter`, { ids: [job.id] })]) {
      expect(answer.body).toEqual({ pagination: none, data: [] });
    }
    expect((await two.post(`${JOBS}/runningTasks`, { jobIds: [job.id] })).body).toEqual({ data: [] });
    expect((await one.get(JOBS)).body.data).toHaveLength(1);
    expect((await one.post(`${JOBS}/runningTasks`, {})).body.data).toHaveLength(1);
  });

  it('an app or engine of another tenant is answered as one that is not there', async () => {
    for (const kind of ['app', 'engine']) await pushed(keys[0].tenantId, kind);
    for (const tag of [TAG, 'missing@1.0']) {
      for (const [kind, ...wanted] of callsOfPackage(tag)) {
        const { status, body } = await call(two, wanted);
        expect([wanted, status, body]).toEqual([
          wanted,
          404,
          { code: 5, message: `${kind} not found: ${tag}`, details: [] },
        ]);
      }
    }
    expect((await two.get('/v1/dev/apps')).body.apps).toEqual([]);
    expect((await two.get('/v1/dev/engines')).body.engines).toEqual([]);
    const rows = await server.query('SELECT status FROM compute.packages WHERE tenant_id = $1', [keys[0].tenantId]);
    expect(rows).toEqual([{ status: 'active' }, { status: 'active' }]);
  });

  it('a template of another tenant makes no job', async () => {
    await one.post(TEMPLATES, { id: NAME, app: TAG });
    const refused = [404, { code: 5, message: `template not found: ${NAME}`, details: [] }];
    for (const answer of [
      await two.get(`${TEMPLATES}/${NAME}`),
      await two.delete(`${TEMPLATES}/${NAME}`),
      await two.post(JOBS, { templateId: NAME }),
    ]) {
      expect([answer.status, answer.body]).toEqual(refused);
    }
    expect((await one.post(JOBS, { templateId: NAME })).status).toBe(200);
  });

  it('an app of another tenant is run by no template', async () => {
    await pushed(keys[0].tenantId, 'app');
    await two.post(TEMPLATES, { id: NAME, app: TAG });
    const { job } = (await two.post(JOBS, { templateId: NAME, dataSource: { dataSourceDescriptor: 'bypass' } })).body;
    expect(job).not.toHaveProperty('appId');
    const { status, body } = await two.post(`${JOBS}/${job.id}/run`);
    expect([status, body]).toEqual([400, { code: 9, message: `app not found: ${TAG}`, details: [] }]);
  });

  it('secrets and keys of another tenant are answered as those that are not there', async () => {
    await one.post(SECRETS, { secret: { id: NAME, secretType: 'other' }, secretKey: 'k' });
    const [{ id: key }] = keys;
    for (const [wanted, message] of [
      [['DELETE', `${SECRETS}/other/${NAME}`], `secret not found: ${NAME}`],
      [['POST', `/v1/auth/api_keys/${key}/revoke`], `api key not found: ${key}`],
    ] as [Call, string][]) {
      const { status, body } = await call(two, wanted);
      expect([status, body]).toEqual([404, { code: 5, message, details: [] }]);
    }
    expect((await two.get(SECRETS)).body).toEqual({ secrets: [] });
    expect((await one.get(SECRETS)).body.secrets).toHaveLength(1);
  });

  it('the same names stay apart', async () => {
    const apps: string[] = [];
    for (const [index, client] of [one, two].entries()) {
      apps.push(await pushed(keys[index].tenantId, 'app'));
      await client.post(TEMPLATES, { id: NAME, description: `of ${index}`, app: TAG });
      await client.post(SECRETS, { secret: { id: NAME, secretType: 'other', name: `of ${index}` }, secretKey: 'k' });
    }
    for (const [index, client] of [one, two].entries()) {
      const { job } = (await client.post(JOBS, { templateId: NAME, name: NAME })).body;
      expect([job.appId, job.templateInfo.description, job.templateInfo.owner]).toEqual([
        apps[index],
        `of ${index}`,
        keys[index].tenantId,
      ]);
      expect((await client.get(`/v1/dev/apps/${TAG}`)).body.app).toMatchObject({
        id: apps[index],
        owner: keys[index].tenantId,
      });
      expect((await client.get(SECRETS)).body.secrets).toEqual([
        { id: NAME, secretType: 'other', name: `of ${index}` },
      ]);
      expect((await client.get(JOBS)).body.pagination.total).toBe(1);
      expect((await client.get('/v1/auth/user')).body.user.id).toBe(keys[index].tenantId);
    }
    await two.delete(`${TEMPLATES}/${NAME}`);
    await two.delete(`${SECRETS}/other/${NAME}`);
    await two.delete(`/v1/dev/apps/${TAG}`);
    expect((await one.get(`${TEMPLATES}/${NAME}`)).status).toBe(200);
    expect((await one.get(`/v1/dev/apps/${TAG}`)).status).toBe(200);
    expect((await one.get(SECRETS)).body.secrets).toHaveLength(1);
  });
});
