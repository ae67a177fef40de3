import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Settings } from '../../../kernel/config/settings';
import { LocalObjectStore } from './local-object-store';
import { ObjectMissingError, TooLargeError } from './object-store';

describe('LocalObjectStore', () => {
  let folder: string;
  let store: LocalObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quintet-objects-'));
    store = new LocalObjectStore({ DATA_DIR: folder } as Settings);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('gives back what was written, and knows its size and hash', async () => {
    expect(await store.write('a/b', Readable.from([Buffer.from('ab'), Buffer.from('c')]), 3)).toEqual({
      size: 3,
      sha256: SHA256_OF_ABC,
    });
    expect((await buffer(await store.read('a/b'))).toString()).toBe('abc');
    await store.copy('a/b', join(folder, 'copy'));
    expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('abc');
  });

  it('knows sizes, and gives back parts', async () => {
    await store.write('a/b', Readable.from([Buffer.from('abcdef')]), 10);
    expect(await store.size('a/b')).toBe(6);
    expect((await buffer(await store.read('a/b', { first: 2, last: 3 }))).toString()).toBe('cd');
  });

  it('takes files over', async () => {
    await writeFile(join(folder, 'file'), 'abc');
    expect(await store.take('taken', join(folder, 'file'))).toEqual({ size: 3, sha256: SHA256_OF_ABC });
    await expect(stat(join(folder, 'file'))).rejects.toThrow('ENOENT');
    expect((await buffer(await store.read('taken'))).toString()).toBe('abc');
  });

  it('keeps what was there when a write is too large or breaks off, and leaves nothing aside', async () => {
    await store.write('key', Readable.from([Buffer.from('old')]), 10);
    await expect(store.write('key', Readable.from([Buffer.alloc(11)]), 10)).rejects.toThrow(TooLargeError);
    const broken = new Readable({ read: () => undefined });
    const writing = store.write('key', broken, 10);
    broken.push('new');
    broken.destroy(new Error('cut'));
    await expect(writing).rejects.toThrow('cut');
    expect((await buffer(await store.read('key'))).toString()).toBe('old');
    expect(await readdir(join(folder, 'objects-aside'))).toEqual([]);
  });

  it('deletes whole branches, and says what is missing', async () => {
    await store.write('job/1', Readable.from([Buffer.from('x')]), 10);
    await store.delete('job');
    await store.delete('job');
    await expect(store.read('job/1')).rejects.toThrow(ObjectMissingError);
    await expect(store.size('job/1')).rejects.toThrow(ObjectMissingError);
    await expect(store.copy('job/1', join(folder, 'copy'))).rejects.toThrow(ObjectMissingError);
  });

  it('sweeps away what nobody has written to for an hour, and nothing else', async () => {
    await store.sweep();
    const aside = join(folder, 'objects-aside');
    await mkdir(aside);
    for (const name of ['old', 'young']) await writeFile(join(aside, name), 'x');
    const before = new Date(Date.now() - 3_601_000);
    await utimes(join(aside, 'old'), before, before);
    await store.sweep();
    expect(await readdir(aside)).toEqual(['young']);
  });
});
