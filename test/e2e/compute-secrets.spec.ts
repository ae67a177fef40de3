import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SecretsService } from '../../src/domains/compute-jobs/secrets/secrets.service';
import { openApp } from '../support/app';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const SECRETS = '/v1/auth/secrets';
const UNSTORABLE = 'must not contain U+0000 or an unpaired surrogate';
const KEY = 'the-key-that-nobody-sees';
const TYPES = 'must be one of aws, gcp, storj, other';
const PATTERN = 'must match [A-Za-z_][A-Za-z0-9_-]{0,63}';
const notFound = (id: string) => [404, { code: 5, message: `secret not found: ${id}`, details: [] }];

const plain = (more: object = {}) => ({ secret: { id: 'a', secretType: 'other', ...more }, secretKey: KEY });
const jsonOfSize = (bytes: number) => ({ x: 'x'.repeat(bytes - '{"x":""}'.length) });

describe('secrets of compute', () => {
  let server: Server;
  let api: Client;
  let tenant: { key: string; tenant: string };

  beforeAll(async () => {
    server = await startServer({ env: { LOG_LEVEL: 'trace' } });
  });
  beforeEach(async () => {
    tenant = await server.tenant();
    api = server.client(tenant.key);
  });
  afterAll(async () => {
    // Whatever the tests did: no key is in a log.
    expect(server.output).not.toContain(KEY);
    await server?.stop();
  });

  const listed = async (query = '') => (await api.get(`${SECRETS}${query}`)).body.secrets;

  it('are stored, listed without their key, and deleted', async () => {
    const whole = {
      id: 'storage',
      secretType: 'aws',
      name: 'Store',
      accessKey: 'AKIDEXAMPLE',
      params: { region: 'x', z: 1, a: [null, 1.5] },
      expiresAt: '2099-01-01T00:00:00.000Z',
    };
    const made = await api.post(SECRETS, { secret: whole, secretKey: KEY }, { 'x-request-id': 'one' });
    expect([made.status, made.body]).toEqual([200, { ok: true, requestId: 'one', message: '' }]);
    await api.post(SECRETS, { secret: { id: 'least', secret_type: 'other' }, secret_key: KEY });
    const list = await api.get(SECRETS);
    expect([list.status, list.text]).toEqual([
      200,
      JSON.stringify({ secrets: [whole, { id: 'least', secretType: 'other' }] }),
    ]);
    const gone = await api.delete(`${SECRETS}/aws/storage`, { 'x-request-id': 'two' });
    expect([gone.status, gone.body]).toEqual([200, { ok: true, requestId: 'two', message: '' }]);
    expect(await listed()).toEqual([{ id: 'least', secretType: 'other' }]);
    const again = await api.delete(`${SECRETS}/aws/storage`);
    expect([again.status, again.body]).toEqual(notFound('storage'));
  });

  it('replace one of the same type and id, as a whole', async () => {
    await api.post(SECRETS, plain({ name: 'first', params: {}, accessKey: 'x' }));
    await api.post(SECRETS, plain({ secretType: 'gcp', name: 'other type' }));
    await api.post(SECRETS, plain({ params: { second: true } }));
    expect(await listed()).toEqual([
      { id: 'a', secretType: 'gcp', name: 'other type' },
      { id: 'a', secretType: 'other', params: { second: true } },
    ]);
  });

  it('are sealed in the database, each time in another way, and in no event', async () => {
    await api.post(SECRETS, plain());
    const row = async () => {
      const rows = await server.query(
        'SELECT s.* FROM compute.secrets s JOIN platform.tenants t ON t.id = s.tenant_id WHERE t.name = $1',
        [tenant.tenant],
      );
      expect(JSON.stringify(rows)).not.toContain(KEY);
      return rows[0].sealed_key;
    };
    const first = await row();
    await api.post(SECRETS, plain());
    expect(await row()).not.toBe(first);
    await api.delete(`${SECRETS}/other/a`);
    const events = (await api.get('/platform/v1/events?type=quintet.compute.secret.*')).body.data as {
      type: string;
      subject: string;
      data: object;
    }[];
    expect(events.map(({ type, subject, data }) => [type, subject, data])).toEqual(
      ['created', 'updated', 'deleted'].map((change) => [
        `quintet.compute.secret.${change}`,
        'a',
        { secretId: 'a', secretType: 'other' },
      ]),
    );
    expect(JSON.stringify(events)).not.toContain(KEY);
  });

  it('are listed by type', async () => {
    for (const secretType of ['aws', 'gcp', 'storj', 'other']) await api.post(SECRETS, plain({ secretType }));
    for (const [sent, type] of [
      ['aws', 'aws'],
      ['s3', 'aws'],
      ['gcp', 'gcp'],
      ['storj', 'storj'],
      ['other', 'other'],
    ]) {
      expect(await listed(`?secretType=${sent}`)).toEqual([{ id: 'a', secretType: type }]);
      expect(await listed(`?secret_type=${sent}`)).toEqual([{ id: 'a', secretType: type }]);
    }
    expect(await listed('?secretType=')).toHaveLength(4);
    const { status, body } = await api.get(`${SECRETS}?secretType=AWS`);
    expect([status, body.message]).toEqual([400, `secretType ${TYPES}`]);
  });

  it('of type s3 are of type aws', async () => {
    await api.post(SECRETS, plain({ secretType: 's3' }));
    expect(await listed()).toEqual([{ id: 'a', secretType: 'aws' }]);
    expect((await api.delete(`${SECRETS}/s3/a`)).status).toBe(200);
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['nothing/a', 'a'],
    ['other/%00', '\u0000'],
    ['other/A', 'A'],
    ['aws/a', 'a'],
    [`other/${'x'.repeat(4000)}`, 'x'.repeat(4000)],
  ])('are not found by %.20s', async (path, id) => {
    await api.post(SECRETS, plain());
    const { status, body } = await api.delete(`${SECRETS}/${path}`);
    expect([status, body]).toEqual(notFound(id));
    expect(await listed()).toHaveLength(1);
  });

  it('of one tenant are not there for another', async () => {
    await api.post(SECRETS, plain({ name: 'mine' }));
    const other = server.client((await server.tenant()).key);
    expect((await other.get(SECRETS)).body).toEqual({ secrets: [] });
    const refused = await other.delete(`${SECRETS}/other/a`);
    expect([refused.status, refused.body]).toEqual(notFound('a'));
    await other.post(SECRETS, plain({ name: 'theirs' }));
    expect(await listed()).toEqual([{ id: 'a', secretType: 'other', name: 'mine' }]);
    expect((await other.delete(`${SECRETS}/other/a`)).status).toBe(200);
    expect(await listed()).toHaveLength(1);
  });

  it('need the scope', async () => {
    const reader = server.client((await server.tenant(tenant.tenant, ['compute:read'])).key);
    for (const answer of [await reader.post(SECRETS, plain()), await reader.delete(`${SECRETS}/other/a`)]) {
      expect([answer.status, answer.body.message]).toEqual([403, 'missing scope compute:write']);
    }
    expect((await reader.get(SECRETS)).status).toBe(200);
    const writer = server.client((await server.tenant(tenant.tenant, ['compute:write'])).key);
    expect((await writer.get(SECRETS)).body.message).toBe('missing scope compute:read');
  });

  it('are stored once by requests with the same Idempotency-Key, whose key is nowhere to be read', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await api.post(SECRETS, plain(), headers);
    expect((await api.post(SECRETS, plain(), headers)).text).toBe(first.text);
    const other = await api.post(SECRETS, plain({ name: 'x' }), headers);
    expect([other.status, other.body.code]).toEqual([409, 6]);
    const rows = await server.query('SELECT * FROM platform.idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });

  it.each<[string, unknown, [string, string][]]>([
    [
      'nothing',
      {},
      [
        ['secret.id', 'is required'],
        ['secret.secretType', 'is required'],
        ['secretKey', 'is required'],
      ],
    ],
    [
      'nulls',
      { secret: null, secretKey: null },
      [
        ['secret.id', 'is required'],
        ['secret.secretType', 'is required'],
        ['secretKey', 'is required'],
      ],
    ],
    ['no key', { secret: plain().secret, secretKey: '' }, [['secretKey', 'is required']]],
    ['no object', { secret: 'a', secretKey: KEY }, [['secret', 'must be an object']]],
    [
      'wrong types, in order',
      { secretKey: 5, secret: { expiresAt: 5, params: 5, accessKey: 5, name: 5, secretType: 5, id: 5 } },
      [
        ['secret.id', 'must be a string'],
        ['secret.secretType', 'must be a string'],
        ['secret.name', 'must be a string'],
        ['secret.accessKey', 'must be a string'],
        ['secret.params', 'must be an object'],
        ['secret.expiresAt', 'must be an RFC 3339 date-time'],
        ['secretKey', 'must be a string'],
      ],
    ],
    ['a type', plain({ secretType: 'azure' }), [['secret.secretType', TYPES]]],
    ...['9a', 'a b', 'x'.repeat(65), 'a\u00e4'].map((id): [string, unknown, [string, string][]] => [
      `the id ${id}`,
      plain({ id }),
      [['secret.id', PATTERN]],
    ]),
    ...[
      ...['PATH', 'HOME', 'LD_PRELOAD', 'LD-PRELOAD', 'PYTHONPATH', 'NODE_OPTIONS', 'QUINTET_JOB_ID', 'SOURCE_DIR'],
      ...['CHUNKS_DIR', 'PARTITIONER_PARAMS', 'TASK_DIR', 'TASK_RESULTS_DIR', 'APP_PARAMS', 'CHUNK_NUMBER'],
      ...['RESULTS_DIR', 'OUTPUT_DIR', 'ASSEMBLER_PARAMS', 'SHARED_CACHE_DIR', 'USER_CACHE_DIR', 'SECRETS', 'LANG'],
      ...['TMPDIR', 'PYTHONUNBUFFERED', 'FAILED_CHUNKS'],
    ].map((id): [string, unknown, [string, string][]] => [
      `the id ${id}`,
      plain({ id }),
      [['secret.id', 'is reserved']],
    ]),
    ['a long name', plain({ name: 'x'.repeat(201) }), [['secret.name', 'must be at most 200 characters']]],
    ['a long half', plain({ accessKey: 'x'.repeat(1025) }), [['secret.accessKey', 'must be at most 1024 characters']]],
    ['large params', plain({ params: jsonOfSize(8193) }), [['secret.params', 'must be at most 8192 bytes of JSON']]],
    ['U+0000 in params', plain({ params: { a: ['\u0000'] } }), [['secret.params.a.0', UNSTORABLE]]],
    ['U+0000', plain({ name: 'a\u0000' }), [['secret.name', UNSTORABLE]]],
    ['U+0000 in the key', { ...plain(), secretKey: 'a\u0000' }, [['secretKey', UNSTORABLE]]],
    ['a long key', { ...plain(), secretKey: 'x'.repeat(8193) }, [['secretKey', 'must be at most 8192 characters']]],
    ['a day', plain({ expiresAt: '2030-01-01' }), [['secret.expiresAt', 'must be an RFC 3339 date-time']]],
  ])('refuse %s', async (_, body, violations) => {
    const answer = await api.post(SECRETS, body);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        code: 3,
        message: violations[0].join(' '),
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: violations.map(([field, description]) => ({ field, description })),
          },
        ],
      },
    ]);
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['the longest id', plain({ id: 'x'.repeat(64) })],
    ['the longest texts', plain({ name: '😀'.repeat(200), accessKey: 'x'.repeat(1024) })],
    ['the largest params', plain({ params: jsonOfSize(8192) })],
    ['the longest key', { ...plain(), secretKey: 'x'.repeat(8192) }],
    ['what is not sent', plain({ name: null, accessKey: '', params: null, expiresAt: '' })],
    ['fields of the server', plain({ createdAt: 1, sealedKey: 1 })],
    ['a lower-case name', plain({ id: 'path' })],
  ])('take %s', async (_, body) => {
    expect((await api.post(SECRETS, body)).status).toBe(200);
    expect(await listed()).toHaveLength(1);
  });

  it.each<[string, string | undefined, number, string]>([
    ['[]', undefined, 400, 'request body must be a JSON object'],
    ['', undefined, 400, 'request body must be a JSON object'],
    ['{', undefined, 400, 'malformed JSON'],
    ['{"__proto__":1}', undefined, 400, 'malformed JSON'],
    ['{}', 'text/plain', 415, 'unsupported content type: text/plain'],
    [`"${'x'.repeat(1024 * 1024)}"`, undefined, 413, 'request body exceeds 1048576 bytes'],
  ])('refuse the body %.20s as %s', async (body, type = 'application/json', status, message) => {
    const answer = await api.raw('POST', SECRETS, { body, headers: { 'content-type': type } });
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });
});

describe('secrets for programs', () => {
  const [one, two] = [randomUUID(), randomUUID()];
  let app: NestFastifyApplication;
  let close: () => Promise<void>;
  let secrets: SecretsService;

  beforeAll(async () => {
    ({ app, close } = await openApp());
    secrets = app.get(SecretsService);
    const put = (tenantId: string, id: string, secretKey: string, more: object = {}) =>
      secrets.put(tenantId, { secret: { id, secretType: 'other', ...more }, secretKey });
    await put(one, 'a', 'key a');
    await put(one, 'b', 'schlüssel b', { secretType: 'gcp', name: 'B', accessKey: 'half', params: { z: 1, a: 2 } });
    await put(one, 'old', 'key old', { expiresAt: '2020-01-01T00:00:00Z' });
    await put(one, 'lasting', 'key lasting', { expiresAt: '2099-01-01T00:00:00Z' });
    await put(one, 'shared', 'key s', { secretType: 'storj' });
    await put(one, 'shared', 'key o');
    await put(two, 'a', 'key of two');
  });
  afterAll(() => close());

  it('are opened in the order in which they are named, those that are there', async () => {
    expect(await secrets.reveal(one, ['lasting', 'b', 'nothing', 'a'])).toEqual([
      { id: 'lasting', secretType: 'other', secretKey: 'key lasting', expiresAt: '2099-01-01T00:00:00.000Z' },
      {
        id: 'b',
        secretType: 'gcp',
        name: 'B',
        accessKey: 'half',
        params: { z: 1, a: 2 },
        secretKey: 'schlüssel b',
      },
      { id: 'a', secretType: 'other', secretKey: 'key a' },
    ]);
  });

  it('are those of the tenant alone', async () => {
    expect(await secrets.reveal(two, ['a', 'b'])).toEqual([{ id: 'a', secretType: 'other', secretKey: 'key of two' }]);
    expect(await secrets.reveal(randomUUID(), ['a'])).toEqual([]);
  });

  it('are given no longer once they have expired', async () => {
    expect(await secrets.reveal(one, ['old'])).toEqual([]);
  });

  it('are all that share an id', async () => {
    const found = await secrets.reveal(one, ['shared']);
    expect(found.map(({ secretType, secretKey }) => [secretType, secretKey])).toEqual([
      ['other', 'key o'],
      ['storj', 'key s'],
    ]);
  });

  it('are none for a program that names none', async () => {
    expect(await secrets.reveal(one, [])).toEqual([]);
  });
});
