import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { filesTar } from '../../src/domains/compute-jobs/packages/archive/fixtures/tar-of';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Answer, Client } from '../support/client';

const APPS = '/v1/dev/apps';
const ENGINES = '/v1/dev/engines';
const TEMPLATES = '/v1/dev/templates';
const JOBS = '/v1/customer/jobs';
const PUBLIC_OWNER = '00000000-0000-0000-0000-000000000000';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
const outcome = ({ status, body }: Answer) => [status, body.message ?? body];

describe('compute apps and engines', () => {
  let server: Server;
  let api: Client;
  let tenant: string;

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    const made = await server.tenant();
    tenant = made.tenant;
    api = server.client(made.key);
  });
  afterAll(() => server?.stop());

  /** The archive of a package with one file of code. */
  const archive = (manifest: object, files: Record<string, unknown> = {}) =>
    filesTar({ 'manifest.json': { name: 'mine', version: '1.2', ...manifest }, 'app/main.py': 'pass', ...files });
  const pushTar = (path: string, tar: Buffer, headers?: Record<string, string>) =>
    api.post(path, { data: tar.toString('base64') }, headers);
  const push = async (path: string, manifest: object = {}, files?: Record<string, unknown>) =>
    (await pushTar(path, await archive(manifest, files))).body;
  const tagsOf = async (path: string, member: string) => {
    const { body } = await api.get(path);
    return body[member].map(({ name, version }: { name: string; version: string }) => `${name}@${version}`);
  };

  it('an app is pushed and shown', async () => {
    const tar = gzipSync(
      await archive({
        Description: 'Does much',
        platform: 'docker',
        platformConfig: { container: 'i:1', privateImage: true, username: 'ada', token: 'hush', secrets: ['KEY'] },
        device_requirements: { min_cpu: 2, MIN_MEMORY: 0.5, gpu: ['A100'] },
      }),
    );
    const { status, body, text } = await pushTar(APPS, tar);
    const [{ id: owner }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
      tenant,
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      name: 'mine',
      version: '1.2',
      owner,
      status: 'inactive',
      deviceRequirements: { minCpu: 2, minMemory: 0.5, gpu: ['A100'] },
      isPublic: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: body.createdAt,
      platform: 'docker',
      hash: sha256(tar),
      link: expect.stringContaining(`${server.url}/v1/customer/files/`),
      platformConfig: { container: 'i:1', privateImage: true, username: 'ada', secrets: ['KEY'] },
      entrypoint: 'main.py',
      revision: '1',
      description: 'Does much',
      userName: 'test',
    });
    expect(text).not.toContain('hush');
    const read = (await api.get(`${APPS}/mine@1.2`)).body;
    expect(read).toEqual({ app: { ...body, link: expect.any(String) } });
    const [{ manifest }] = await server.query<{ manifest: string }>(
      'SELECT manifest::text FROM compute.packages WHERE tenant_id = $1',
      [owner],
    );
    expect(manifest).not.toContain('hush');
  });

  it('an engine is pushed and shown bare, without what its manifest does not say', async () => {
    const body = await push(ENGINES, { type: 'Partitioner' });
    expect(body).toMatchObject({ name: 'mine', type: 'partitioner', revision: 1, status: 'inactive' });
    for (const name of ['description', 'platform', 'platformConfig', 'deviceRequirements']) {
      expect(body).not.toHaveProperty(name);
    }
    expect((await api.get(`${ENGINES}/mine`)).body).toEqual({ ...body, link: expect.any(String) });
    expect(outcome(await api.get(`${APPS}/mine`))).toEqual([404, 'app not found: mine']);
  });

  it('a further push keeps id and status and counts', async () => {
    for (const [path, member, type] of [
      [APPS, 'app', undefined],
      [ENGINES, undefined, 'assembler'],
    ] as const) {
      const first = await push(path, { type });
      await api.post(`${path}/mine/activate`);
      const again = await push(path, { type, description: 'better' }, { 'app/other.py': '' });
      const counted = type ? 2 : '2';
      expect(again).toMatchObject({ id: first.id, status: 'active', revision: counted, description: 'better' });
      expect([again.createdAt, again.updatedAt > first.updatedAt]).toEqual([first.createdAt, true]);
      expect(again.hash).not.toBe(first.hash);
      const read = (await api.get(`${path}/mine@v1.2`)).body;
      expect(member ? read[member] : read).toMatchObject({ revision: counted, hash: again.hash });
    }
  });

  it('20 pushes at once are counted one by one', async () => {
    const tars = await Promise.all(Array.from({ length: 20 }, (_, index) => archive({ description: `${index}` })));
    const answers = await Promise.all(tars.map((tar) => pushTar(APPS, tar)));
    const revisions = answers.map(({ body }) => Number(body.revision)).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('an Idempotency-Key makes one push of two', async () => {
    const tar = await archive({});
    const headers = { 'idempotency-key': 'k' };
    const [one, two] = [await pushTar(APPS, tar, headers), await pushTar(APPS, tar, headers)];
    expect(two.text).toBe(one.text);
    expect((await api.get(`${APPS}/mine`)).body.app.revision).toBe('1');
    const other = await pushTar(APPS, await archive({ description: 'd' }), headers);
    expect([other.status, other.body.code]).toEqual([409, 6]);
  });

  it.each([
    [APPS, 'app', {}],
    [ENGINES, 'engine', { type: 'assembler' }],
  ])('%s/{tag} has a status and can be downloaded', async (path, kind, manifest) => {
    const tar = gzipSync(await archive(manifest));
    const { id } = (await pushTar(path, tar)).body;
    const shown = (status: string) => ({
      [`${kind}Id`]: id,
      [`${kind}Tag`]: 'mine@1.2',
      [`${kind}Status`]: status,
    });
    expect((await api.get(`${path}/mine/status`)).body).toEqual(shown('inactive'));
    for (const _ of [1, 2]) {
      const { status, body } = await api.post(`${path}/mine@1.2/activate`);
      expect([status, body]).toEqual([200, shown('active')]);
    }
    expect((await api.get(`${path}/mine@1/status`)).body).toEqual(shown('active'));
    expect((await api.post(`${path}/mine/deactivate`, {})).body).toEqual(shown('inactive'));
    const { body } = await api.get(`${path}/mine/download`);
    expect(body).toEqual({
      ...shown('inactive'),
      [`${kind}Data`]: tar.toString('base64'),
      [`${kind}Link`]: expect.stringContaining('/v1/customer/files/'),
    });
    const { body: events } = await api.get('/platform/v1/events?type=quintet.compute.package.*');
    const data = { packageId: id, kind, name: 'mine', version: '1.2', revision: 1 };
    expect(events.data.map((event: { type: string; subject: string; data: object }) => event)).toEqual(
      ['pushed', 'activated', 'deactivated'].map((what) =>
        expect.objectContaining({ type: `quintet.compute.package.${what}`, subject: id, data }),
      ),
    );
  });

  it('tags mean the highest version of all that were pushed', async () => {
    for (const version of ['0.9', '0.10', '1.0', '1.1', '01.2']) await push(APPS, { version });
    const versionOf = async (tag: string) => (await api.get(`${APPS}/${tag}`)).body.app?.version;
    expect(await Promise.all(['mine', 'mine@0', 'mine@v0.9', 'mine@1', 'mine@1.1'].map(versionOf))).toEqual([
      '1.2',
      '0.10',
      '0.9',
      '1.2',
      '1.1',
    ]);
    for (const tag of ['mine@2', 'mine@0.8', 'other', 'Mine', 'mine@', 'mi ne', 'mine%00', 'a%2Fb']) {
      for (const below of ['', '/status', '/download']) {
        expect(outcome(await api.get(`${APPS}/${tag}${below}`))).toEqual([
          404,
          `app not found: ${decodeURIComponent(tag)}`,
        ]);
      }
    }
    expect(outcome(await api.post(`${ENGINES}/mine/activate`))).toEqual([404, 'engine not found: mine']);
  });

  it('jobs find what is active, test jobs everything', async () => {
    const { id } = await push(APPS, {}, { 'schema.json': { required: ['x'] } });
    await api.post(TEMPLATES, { id: 'mine', app: 'mine' });
    const create = async (config: object, params?: object) =>
      (await api.post(JOBS, { templateId: 'mine', config, params })).body;
    expect((await create({})).job.appId).toBeUndefined();
    expect((await create({ isTestJob: true })).job.appId).toBe(id);
    await api.post(`${APPS}/mine/activate`);
    expect((await create({})).job.appId).toBe(id);
    expect((await create({}, { app: {} })).message).toBe("params.app must have required property 'x'");
  });

  it('a template in the archive is stored too', async () => {
    const template = { description: 'd', app: 'mine@1.2', config: { taskTimeout: '5' } };
    await push(APPS, {}, { 'template.json': template });
    const first = (await api.get(`${TEMPLATES}/mine`)).body;
    expect(first).toMatchObject({
      id: 'mine',
      app: 'mine@1.2',
      partitioner: 'passthrough',
      config: { taskTimeout: 5 },
    });
    await push(ENGINES, { name: 'split', type: 'partitioner' }, { 'template.json': { ...template, id: 'other' } });
    expect((await api.get(`${TEMPLATES}/other`)).body.id).toBe('other');
    await push(APPS, {}, { 'template.json': { ...template, description: 'e' } });
    const again = (await api.get(`${TEMPLATES}/mine`)).body;
    expect([again.description, again.createdAt]).toEqual(['e', first.createdAt]);
  });

  it('are listed in parts and in order, public ones apart', async () => {
    for (const [name, version] of [
      ['b', '0.10'],
      ['b', '0.9'],
      ['a', '1.0'],
    ]) {
      await push(APPS, { name, version });
    }
    await api.post(`${APPS}/b@0.9/activate`);
    const whole = (await api.get(APPS)).body;
    expect(whole.pagination).toEqual({ total: 3, offset: 0, hasPrevious: false, hasNext: false });
    expect(Object.keys(whole)).toEqual(['apps', 'pagination']);
    expect(whole.apps[0]).toEqual({
      ...(await api.get(`${APPS}/a`)).body.app,
      link: expect.stringContaining('/v1/customer/files/'),
    });
    expect(await tagsOf(APPS, 'apps')).toEqual(['a@1.0', 'b@0.9', 'b@0.10']);
    expect(await tagsOf(`${APPS}?orderBy=name`, 'apps')).toEqual(['a@1.0', 'b@0.9', 'b@0.10']);
    expect(await tagsOf(`${APPS}?orderBy=name desc&limit=1&offset=1`, 'apps')).toEqual(['b@0.9']);
    expect((await tagsOf(`${APPS}?orderBy=state`, 'apps'))[0]).toBe('b@0.9');
    expect((await api.get(ENGINES)).body).toEqual({
      engines: [],
      pagination: { total: 0, offset: 0, hasPrevious: false, hasNext: false },
    });
    expect(await tagsOf(`${APPS}?isPublic=true&orderBy=name`, 'apps')).toEqual(['hello-world@0.1', 'word-count@0.1']);
    expect(await tagsOf(`${ENGINES}?isPublic=true&orderBy=name`, 'engines')).toEqual([
      'merge-counts@0.1',
      'split-lines@0.1',
    ]);
    expect(outcome(await api.get(`${APPS}?limit=-1`))).toEqual([
      400,
      'pagination.limit must be an integer of 0 or more',
    ]);
  });

  it('are deleted by their full version alone', async () => {
    for (const version of ['1.1', '1.2']) await push(APPS, { version });
    for (const tag of ['mine', 'mine@1']) {
      const { status, body } = await api.delete(`${APPS}/${tag}`);
      const violation = { field: 'tag', description: 'must hold the full version like name@1.2' };
      expect([status, body.code, body.message, body.details[0].fieldViolations]).toEqual([
        400,
        3,
        'tag must hold the full version like name@1.2',
        [violation],
      ]);
    }
    const { status, body } = await api.delete(`${APPS}/mine@v1.2`, { 'x-request-id': 'r1' });
    expect([status, body]).toEqual([200, { ok: true, requestId: 'r1', message: '' }]);
    expect(await tagsOf(APPS, 'apps')).toEqual(['mine@1.1']);
    for (const tag of ['mine@1.2', 'mine@9.9', 'mi ne']) {
      expect(outcome(await api.delete(`${APPS}/${tag}`))).toEqual([404, `app not found: ${tag}`]);
    }
    expect(outcome(await api.delete(`${ENGINES}/mine@1.1`))).toEqual([404, 'engine not found: mine@1.1']);
    const { body: events } = await api.get('/platform/v1/events?type=quintet.compute.package.deleted');
    expect(events.data).toHaveLength(1);
  });

  it('two-tenants: same names stay apart, and those of others are not there', async () => {
    const mine = await push(APPS, { description: 'mine' });
    const other = server.client((await server.tenant()).key);
    for (const [method, below] of [
      ['GET', ''],
      ['GET', '/status'],
      ['GET', '/download'],
      ['POST', '/activate'],
      ['POST', '/deactivate'],
      ['DELETE', ''],
    ]) {
      expect(outcome(await other.raw(method, `${APPS}/mine@1.2${below}`))).toEqual([404, 'app not found: mine@1.2']);
    }
    const data = (await archive({ description: 'theirs' })).toString('base64');
    const theirs = (await other.post(APPS, { data })).body;
    expect([theirs.id === mine.id, theirs.revision]).toEqual([false, '1']);
    expect((await api.get(`${APPS}/mine`)).body.app.description).toBe('mine');
    expect((await other.get(APPS)).body.apps).toHaveLength(1);
  });

  it('public ones can be read and fetched, and not changed', async () => {
    const { app } = (await api.get(`${APPS}/hello-world`)).body;
    expect(app).toMatchObject({ isPublic: true, owner: PUBLIC_OWNER, status: 'active', entrypoint: 'main.mjs' });
    expect(app).not.toHaveProperty('userName');
    const { appData } = (await api.get(`${APPS}/hello-world/download`)).body;
    expect(sha256(Buffer.from(appData, 'base64'))).toBe(app.hash);
    for (const call of [
      api.post(`${APPS}/hello-world/activate`),
      api.post(`${APPS}/hello-world/deactivate`),
      api.delete(`${APPS}/hello-world@0.1`),
    ]) {
      expect(await call.then(outcome)).toEqual([404, expect.stringMatching(/^app not found: hello-world/)]);
    }
    // What is fetched can be pushed as one's own, which then hides it.
    const own = (await api.post(APPS, { data: appData })).body;
    expect((await api.get(`${APPS}/hello-world`)).body.app).toMatchObject({ id: own.id, isPublic: false });
  });

  it('a credential needs the scope', async () => {
    const reader = server.client((await server.tenant(tenant, ['compute:read'])).key);
    const { status, body } = await reader.post(APPS, { data: '' });
    expect([status, body.message]).toEqual([403, 'missing scope compute:write']);
    expect((await reader.get(APPS)).status).toBe(200);
    expect((await server.stranger().post(ENGINES, {})).status).toBe(401);
  });

  it('the examples of the documents can be pushed as they stand', async () => {
    const { schemas } = (await api.get('/openapi.json')).body.components;
    const pushed = await Promise.all([
      api.post(APPS, { data: schemas.PushComputeAppDto.properties.data.example }),
      api.post(ENGINES, { data: schemas.PushComputeEngineDto.properties.data.example }),
    ]);
    expect(pushed.map(({ status, body }) => [status, body.name])).toEqual([
      [200, 'copy'],
      [200, 'one-chunk'],
    ]);
  });

  it('base64 may be of either alphabet, without padding, and in lines', async () => {
    const text = gzipSync(await archive({})).toString('base64');
    for (const data of [
      text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
      text.replace(/.{76}/g, '$&\r\n'),
    ]) {
      expect((await api.post(APPS, { data })).status).toBe(200);
    }
  });

  it('a body may be as long as the largest archive', async () => {
    const tar = await archive({}, { 'app/large.bin': randomBytes(3 * 1024 * 1024).toString('latin1') });
    expect((await pushTar(APPS, tar)).status).toBe(200);
    const small = await startServer({ beside: server, env: { COMPUTE_MAX_PUSH_BYTES: '10240' } });
    try {
      const key = (await server.tenant()).key;
      const fits = (await archive({})).toString('base64');
      const at = small.client(key);
      const over = Buffer.alloc(10_752, gunzipSync(gzipSync(await archive({})))).toString('base64');
      expect((await at.post(APPS, { data: fits })).status).toBe(200);
      expect(outcome(await at.post(APPS, { data: over }))).toEqual([413, 'request body exceeds 10240 bytes']);
      expect(outcome(await at.post(ENGINES, { data: 'A'.repeat(20_000) }))).toEqual([
        413,
        'request body exceeds 15360 bytes',
      ]);
    } finally {
      await small.terminate();
    }
  });

  it('samples are published once, and can be unpacked by every server', async () => {
    const folder = join(server.dataDir, 'objects/packages');
    const rows = await server.query<{ hash: string; revision: number; entrypoint: string }>(
      'SELECT hash, revision, entrypoint FROM compute.packages WHERE tenant_id = $1',
      [PUBLIC_OWNER],
    );
    expect(rows).toHaveLength(4);
    const kept = await readdir(folder);
    for (const { hash, revision, entrypoint } of rows) {
      expect([revision, entrypoint]).toEqual([1, 'main.mjs']);
      expect(kept).toContain(Buffer.from(hash, 'base64').toString('hex'));
    }
  });
});
