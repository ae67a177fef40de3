import { gzipSync } from 'node:zlib';
import { filesTar, tarOf } from './archive/fixtures/tar-of';
import type { TarEntry } from './archive/fixtures/tar-of';
import { readPackage } from './package-content';
import type { PackageKind } from './package.entity';

const MANIFEST = { name: 'mine', version: '1.2' };
const read = async (files: Record<string, unknown>, kind: PackageKind = 'app') =>
  readPackage(gzipSync(await filesTar(files)), kind);
const entrypoint = async (files: Record<string, unknown>) => (await read(files)).entrypoint;

describe('readPackage', () => {
  it.each([
    ['at the top', ''],
    ['below ./', './'],
    ['below one folder', 'my-app/'],
    ['below one folder below ./', './my-app/'],
  ])('finds all parts %s', async (_, prefix) => {
    const content = await read({
      [`${prefix}manifest.json`]: MANIFEST,
      [`${prefix}app/main.py`]: '',
      [`${prefix}schema.json`]: { type: 'object' },
      [`${prefix}template.json`]: { app: 'mine@1.2' },
    });
    expect(content).toEqual({
      manifest: expect.objectContaining(MANIFEST),
      token: undefined,
      entrypoint: 'main.py',
      schema: { type: 'object' },
      template: { app: 'mine@1.2' },
    });
  });

  it('bears what archivers leave beside the one folder', async () => {
    const files = { '._my-app': '', '.DS_Store': '', 'my-app/manifest.json': MANIFEST, 'my-app/main.py': '' };
    expect(await entrypoint(files)).toBe('main.py');
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['a manifest two folders below', { 'a/b/manifest.json': MANIFEST, 'a/b/main.py': '' }],
    ['manifests in two folders', { 'a/manifest.json': MANIFEST, 'a/main.py': '', 'b/manifest.json': MANIFEST }],
    ['a folder beside others', { 'a/manifest.json': MANIFEST, 'a/main.py': '', 'b/x': '' }],
    ['a manifest of another name', { 'Manifest.json': MANIFEST, 'main.py': '' }],
    ['a folder called so', { 'manifest.json/x': '', 'main.py': '' }],
  ])('misses the manifest in %s', async (_, files) => {
    await expect(read(files)).rejects.toThrow('manifest.json not found');
  });

  it.each<[string, Record<string, unknown>]>([
    ['main.py', { 'app/main.py': '', 'app/main.js': '' }],
    ['main.mjs', { 'app/main.mjs': '', 'app/domain.js': '', 'app/x/main.sh': '' }],
    ['main.sh', { 'main.sh': '', 'lib/main.py': '' }],
  ])('runs %s when the manifest does not say', async (name, files) => {
    expect(await entrypoint({ 'manifest.json': MANIFEST, ...files })).toBe(name);
  });

  it.each([
    ['run.sh', 'run.sh'],
    ['./bin/run', 'bin/run'],
  ])('runs what the manifest says: %s', async (named, name) => {
    const files = { 'manifest.json': { ...MANIFEST, entrypoint: named }, [`app/${name}`]: '', 'app/main.py': '' };
    expect(await entrypoint(files)).toBe(name);
  });

  it.each<[string, object, Record<string, unknown>]>([
    ['main.py', {}, { 'app/other.py': '' }],
    ['main.py', {}, { 'app/main.js': '', 'app/main.sh': '' }],
    ['main.py', {}, { 'main.py': '', 'app/x': '' }],
    ['run.py', { entrypoint: 'run.py' }, { 'app/main.py': '', 'run.py': '' }],
    ['../main.py', { entrypoint: '../main.py' }, { 'main.py': '', 'app/x': '' }],
    ['lib', { entrypoint: 'lib' }, { 'app/lib/x': '' }],
  ])('misses the entrypoint %s of %j', async (name, said, files) => {
    const manifest = { ...MANIFEST, ...said };
    await expect(read({ 'manifest.json': manifest, ...files })).rejects.toThrow(`entrypoint not found: ${name}`);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['manifest.json', 'malformed JSON', { 'manifest.json': '{' }],
    ['manifest.json', 'malformed JSON', { 'manifest.json': '{"__proto__":{}}' }],
    ['manifest.json', 'must be a JSON object', { 'manifest.json': '[]' }],
    ['manifest.json', 'name is required', { 'manifest.json': '{}' }],
    ['manifest.json', 'must be at most 262144 bytes', { 'manifest.json': ' '.repeat(262_145) }],
    ['schema.json', 'malformed JSON', { 'schema.json': 'x' }],
    ['schema.json', 'must be a JSON object', { 'schema.json': 'true' }],
    ['schema.json', 'schema is invalid: data/type must be', { 'schema.json': { type: 'odd' } }],
    ['schema.json', "can't resolve reference", { 'schema.json': { $ref: 'https://example.com/elsewhere' } }],
    ['template.json', 'malformed JSON', { 'template.json': '' }],
  ])('refuses a broken %s: %s', async (name, reason, files) => {
    await expect(read({ 'manifest.json': MANIFEST, 'main.py': '', ...files })).rejects.toThrow(
      `${name} is not valid: ${reason}`,
    );
  });

  it.each<[string, TarEntry[]]>([
    ['app/l', [{ name: 'app/l', type: 'symlink', linkname: '../schema.json' }]],
    ['app/a/l', [{ name: 'app/a/l', type: 'symlink', linkname: '../../app/main.py' }]],
    ['app/h', [{ name: 'app/h', type: 'link', linkname: 'manifest.json' }]],
  ])('refuses the link %s, which leaves the code folder', async (name, links) => {
    const files = [
      { name: 'manifest.json', content: JSON.stringify(MANIFEST) },
      { name: 'app/main.py', content: '' },
    ];
    const bytes = await tarOf([...files, ...links]);
    await expect(readPackage(bytes, 'app')).rejects.toThrow(`unsafe path: ${name}`);
  });

  it('takes links within the code folder, and others elsewhere', async () => {
    const bytes = await tarOf([
      { name: 'p/manifest.json', content: JSON.stringify({ ...MANIFEST, entrypoint: 'again' }) },
      { name: 'p/app/lib/a.py', content: '' },
      { name: 'p/app/lib/b.py', type: 'symlink', linkname: '../lib/a.py' },
      { name: 'p/app/again', type: 'link', linkname: 'p/app/lib/a.py' },
      { name: 'p/README', type: 'symlink', linkname: '../p/app' },
    ]);
    expect((await readPackage(bytes, 'app')).entrypoint).toBe('again');
  });
});
