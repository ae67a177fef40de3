import { lstat, mkdir, mkdtemp, readFile, readdir, readlink, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Settings } from '../../../kernel/config/settings';
import { filesTar, tarOf } from './archive/fixtures/tar-of';
import { hashOf } from './blobs';
import type { Blobs } from './blobs';
import { CodeFolders } from './code-folders';
import { removeFolder } from './read-only-folders';

const MANIFEST = JSON.stringify({ name: 'mine', version: '1.2' });
const OWNER = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';

describe('CodeFolders', () => {
  let data: string;
  let reads: number;
  const kept = new Map<string, Buffer>();
  const blobs = {
    read: (hash: string) => {
      reads++;
      return kept.has(hash) ? Promise.resolve(kept.get(hash)!) : Promise.reject(new Error('gone'));
    },
    known: (hashes: string[]) => Promise.resolve(new Set(hashes.filter((hash) => kept.has(hash)))),
  } as unknown as Blobs;
  const folders = () => new CodeFolders({ DATA_DIR: data } as Settings, blobs);
  const program = (bytes: Buffer) => {
    const hash = hashOf(bytes);
    kept.set(hash, bytes);
    return { owner: OWNER, name: 'mine', version: '1.2', hash };
  };
  const modeOf = async (path: string) => ((await lstat(path)).mode & 0o7777).toString(8);

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'quintet-code-'));
    reads = 0;
    kept.clear();
  });
  afterEach(() => removeFolder(data));

  it('unpacks the code alone, to be read only, with its links and without its set-id bits', async () => {
    const bytes = gzipSync(
      await tarOf([
        { name: 'p/manifest.json', content: MANIFEST },
        { name: 'p/secret.txt', content: 'no code' },
        { name: 'p/app/main.py', content: 'old' },
        { name: 'p/app/main.py', content: 'new' },
        { name: 'p/app/lib/run', content: '#!', mode: 0o6755 },
        { name: 'p/app/l', type: 'symlink', linkname: 'lib/run' },
        { name: 'p/app/h', type: 'link', linkname: 'p/app/main.py' },
        { name: 'p/app/empty', type: 'directory' },
      ]),
    );
    const wanted = program(bytes);
    const folder = await folders().folderOf(wanted);
    const hex = Buffer.from(wanted.hash, 'base64').toString('hex');
    expect(folder).toBe(join(data, 'compute/code', OWNER, 'mine/1.2', hex));
    expect((await readdir(folder)).sort()).toEqual(['empty', 'h', 'l', 'lib', 'main.py']);
    expect(await readFile(join(folder, 'h'), 'utf8')).toBe('new');
    expect(await readlink(join(folder, 'l'))).toBe('lib/run');
    expect(await Promise.all(['', 'lib', 'lib/run', 'main.py'].map((path) => modeOf(join(folder, path))))).toEqual([
      '555',
      '555',
      '555',
      '444',
    ]);
    expect(await readFile(join(data, 'compute/code/package.json'), 'utf8')).toBe('{}');
    expect(await readdir(join(data, 'compute/code-aside'))).toEqual([]);
  });

  it('takes all but the documents where there is no folder app', async () => {
    const bytes = await filesTar({
      'manifest.json': MANIFEST,
      'schema.json': {},
      'template.json': {},
      'main.py': '',
      'a/b': '',
    });
    expect((await readdir(await folders().folderOf(program(bytes)))).sort()).toEqual(['a', 'main.py']);
  });

  it('unpacks once, however many ask', async () => {
    const wanted = program(await filesTar({ 'manifest.json': MANIFEST, 'main.py': 'x' }));
    const one = folders();
    const first = await Promise.all([1, 2, 3].map(() => one.folderOf(wanted)));
    expect([new Set(first).size, reads]).toEqual([1, 1]);
    expect([await folders().folderOf(wanted), reads]).toEqual([first[0], 1]);
  });

  it('lets one of several processes win', async () => {
    const wanted = program(await filesTar({ 'manifest.json': MANIFEST, 'main.py': 'x' }));
    const all = await Promise.all([1, 2, 3, 4].map(() => folders().folderOf(wanted)));
    expect(new Set(all).size).toBe(1);
    expect(await readFile(join(all[0], 'main.py'), 'utf8')).toBe('x');
    expect(await readdir(join(data, 'compute/code-aside'))).toEqual([]);
  });

  it('leaves nothing when the archive is gone or was changed, and can be asked again', async () => {
    const bytes = await filesTar({ 'manifest.json': MANIFEST, 'main.py': 'x' });
    const wanted = program(bytes);
    const code = folders();
    kept.set(wanted.hash, Buffer.concat([bytes, Buffer.alloc(512)]));
    await expect(code.folderOf(wanted)).rejects.toThrow('has been changed');
    kept.delete(wanted.hash);
    await expect(code.folderOf(wanted)).rejects.toThrow('gone');
    kept.set(wanted.hash, bytes);
    expect(await readdir(await code.folderOf(wanted))).toEqual(['main.py']);
  });

  it('removes code whose archive is gone, and what was left behind long ago', async () => {
    const stays = program(await filesTar({ 'manifest.json': MANIFEST, 'main.py': 'stays' }));
    const goes = program(await filesTar({ 'manifest.json': MANIFEST, 'main.py': 'goes', 'a/b': '' }));
    const code = folders();
    const [kind, unkind] = [await code.folderOf(stays), await code.folderOf(goes)];
    kept.delete(goes.hash);
    const [old, young] = ['old', 'young'].map((name) => join(data, 'compute/code-aside', name));
    for (const path of [old, young]) await mkdir(path, { recursive: true });
    await utimes(old, 0, 0);
    await code.removeUnused();
    expect((await stat(kind)).isDirectory()).toBe(true);
    await expect(stat(unkind)).rejects.toThrow('ENOENT');
    expect(await readdir(join(data, 'compute/code-aside'))).toEqual(['young']);
  });
});
