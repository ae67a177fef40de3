import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { filesTar, headerBlock, tarOf } from '../../src/domains/compute-jobs/packages/archive/fixtures/tar-of';
import type { TarEntry } from '../../src/domains/compute-jobs/packages/archive/fixtures/tar-of';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Client } from '../support/client';

const APPS = '/v1/dev/apps';
const MIB = 1024 * 1024;
const NO_TAR = 'must be base64 of a tar archive';
const LIMITS = 'must unpack to at most 536870912 bytes and 20000 entries';

const MANIFEST = { name: 'mine', version: '1.2' };
const FILES = { 'manifest.json': MANIFEST, 'app/main.py': 'pass' };
/** A sound archive with something behind it. */
const and = (...entries: TarEntry[]) =>
  tarOf([
    { name: 'manifest.json', content: JSON.stringify(MANIFEST) },
    { name: 'app/main.py', content: 'pass' },
    ...entries,
  ]);
const octal = (size: number) => `${size.toString(8).padStart(11, '0')} `;

describe('refused pushes', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    api = server.client((await server.tenant()).key);
  });
  afterAll(() => server?.stop());

  /** Everything that a push could leave. */
  const traces = async () => [
    await server.query('SELECT id, revision FROM compute.packages ORDER BY id'),
    await server.query('SELECT hash FROM compute.blobs ORDER BY hash'),
    await server.query('SELECT tenant_id, id FROM compute.templates ORDER BY tenant_id, id'),
    await server.query(`SELECT count(*) FROM platform.events WHERE type LIKE 'quintet.compute.%'`),
    (await readdir(server.dataDir, { recursive: true })).sort(),
  ];

  async function refused(path: string, body: unknown, description: string): Promise<void> {
    const before = await traces();
    const answer = await api.post(path, body);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        code: 3,
        message: `data ${description}`,
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'data', description }],
          },
        ],
      },
    ]);
    expect(await traces()).toEqual(before);
  }

  it.each([
    [{}, 'is required'],
    [{ data: null }, 'is required'],
    [{ data: '' }, 'is required'],
    [{ data: 5 }, NO_TAR],
    [{ data: {} }, NO_TAR],
    [{ data: 'no base64!' }, NO_TAR],
    [{ data: 'data:;base64,AAAA' }, NO_TAR],
    [{ data: 'a\u0000b' }, NO_TAR],
    [{ data: '\ud800' }, NO_TAR],
    [{ data: '====' }, NO_TAR],
    [{ data: Buffer.from('text').toString('base64') }, NO_TAR],
    [{ data: Buffer.from('text'.repeat(1000)).toString('base64') }, NO_TAR],
    [{ data: gzipSync('text'.repeat(1000)).toString('base64') }, NO_TAR],
    [{ data: Buffer.alloc(1024).toString('base64') }, 'manifest.json not found'],
  ])('%j', (body, description) => refused(APPS, body, description));

  it.each<[string, Record<string, unknown>, string, string]>([
    ['manifest.json not found', { 'app/main.py': '' }, 'no manifest', APPS],
    ['manifest.json is not valid: malformed JSON', { 'manifest.json': '{', 'main.py': '' }, 'no JSON', APPS],
    ['manifest.json is not valid: must be a JSON object', { 'manifest.json': '1', 'main.py': '' }, 'a number', APPS],
    [
      'manifest.json is not valid: version must match ^[0-9]{1,9}\\.[0-9]{1,9}$',
      { ...FILES, 'manifest.json': { ...MANIFEST, version: '1' } },
      'an odd version',
      APPS,
    ],
    ['manifest.json is not valid: type is required', FILES, 'an app', '/v1/dev/engines'],
    [
      'schema.json is not valid: schema is invalid: data/type must be equal to one of the allowed values, ' +
        'data/type must be array, data/type must match a schema in anyOf',
      { ...FILES, 'schema.json': { type: 'odd' } },
      'a broken schema',
      APPS,
    ],
    ['schema.json is not valid: $async is not supported', { ...FILES, 'schema.json': { $async: true } }, 'async', APPS],
    [
      'template.json is not valid: app is required',
      { ...FILES, 'template.json': { id: 'hers' } },
      'a template without an app',
      APPS,
    ],
    ['template.json is not valid: must be a JSON object', { ...FILES, 'template.json': '[]' }, 'a list', APPS],
    ['entrypoint not found: main.py', { 'manifest.json': MANIFEST, 'app/x.py': '' }, 'no entrypoint', APPS],
    [
      'entrypoint not found: run.py',
      { ...FILES, 'manifest.json': { ...MANIFEST, entrypoint: 'run.py' } },
      'another entrypoint',
      APPS,
    ],
  ])('%s', async (description, files, _, path) => {
    await refused(path, { data: gzipSync(await filesTar(files)).toString('base64') }, description);
  });

  describe('hostile-tar', () => {
    it.each<[string, TarEntry[], string]>([
      ['traversal', [{ name: '../evil', content: 'x' }], '../evil'],
      ['traversal inside', [{ name: 'app/../../evil', content: 'x' }], 'app/../../evil'],
      ['absolute', [{ name: '/tmp/evil', content: 'x' }], '/tmp/evil'],
      ['link escape', [{ name: 'app/l', type: 'symlink', linkname: '../../../etc/passwd' }], 'app/l'],
      ['absolute link', [{ name: 'app/l', type: 'symlink', linkname: '/etc/passwd' }], 'app/l'],
      ['hard link escape', [{ name: 'app/l', type: 'link', linkname: '../../etc/passwd' }], 'app/l'],
      ['absolute hard link', [{ name: 'app/l', type: 'link', linkname: '/etc/passwd' }], 'app/l'],
      [
        'write through a link',
        [
          { name: 'app/l', type: 'symlink', linkname: '.' },
          { name: 'app/l/evil', content: 'x' },
        ],
        'app/l/evil',
      ],
      [
        'write over a link',
        [
          { name: 'app/l', type: 'symlink', linkname: 'main.py' },
          { name: 'app/l', content: 'x' },
        ],
        'app/l',
      ],
      [
        'links that escape together',
        [
          { name: 'app/a/b/up', type: 'symlink', linkname: '../..' },
          { name: 'app/out', type: 'symlink', linkname: 'a/b/up/../../../evil' },
        ],
        'app/out',
      ],
      ['device', [{ name: 'app/null', type: 'character-device', devmajor: 1, devminor: 3 }], 'app/null'],
      ['block device', [{ name: 'app/sda', type: 'block-device', devmajor: 8 }], 'app/sda'],
      ['fifo', [{ name: 'app/pipe', type: 'fifo' }], 'app/pipe'],
      ['unsafe outside of the code too', [{ name: 'docs/pipe', type: 'fifo' }], 'docs/pipe'],
    ])('%s', async (_, entries, path) => {
      await refused(APPS, { data: gzipSync(await and(...entries)).toString('base64') }, `unsafe path: ${path}`);
    });

    it('bomb', async () => {
      // A gzip may have several members: little is packed, and much comes out.
      const zeros = gzipSync(Buffer.alloc(8 * MIB));
      const bomb = Buffer.concat([
        gzipSync(Buffer.concat([await and(), headerBlock('app/a', '0', octal(400 * MIB))])),
        ...Array.from({ length: 50 }, () => zeros),
        gzipSync(headerBlock('app/b', '0', octal(400 * MIB))),
      ]);
      await refused(APPS, { data: bomb.toString('base64') }, LIMITS);
    });

    it('too many entries', async () => {
      const empty = (index: number) => headerBlock(`app/${index}`, '0', octal(0));
      const many = Array.from({ length: 20_000 }, (_, index) => empty(index));
      const data = gzipSync(Buffer.concat([await filesTar(FILES), ...many]));
      await refused(APPS, { data: data.toString('base64') }, LIMITS);
    });

    it('set-id bits are dropped without a word', async () => {
      const data = (await and({ name: 'app/run', content: 'x', mode: 0o6755 })).toString('base64');
      expect((await api.post(APPS, { data })).status).toBe(200);
    });
  });
});
