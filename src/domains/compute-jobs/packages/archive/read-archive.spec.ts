import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { ArchiveTree } from './archive-tree';
import { filesTar, headerBlock, tarOf } from './fixtures/tar-of';
import { readArchive } from './read-archive';

const NO_TAR = 'must be base64 of a tar archive';
const LIMITS = 'must unpack to at most 536870912 bytes and 20000 entries';
const MIB = 1024 * 1024;
const octal = (size: number) => `${size.toString(8).padStart(11, '0')} `;

async function read(bytes: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { entry, content } of readArchive(bytes, new ArchiveTree())) {
    found[entry.path] = (await buffer(content)).toString();
  }
  return found;
}

/** Without reading any content. */
async function skim(bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  for await (const { entry } of readArchive(bytes, new ArchiveTree())) found.push(entry.path);
  return found;
}

describe('readArchive', () => {
  const long = `${'folder/'.repeat(30)}ü.txt`;
  const FILES = { 'a.txt': 'a', [long]: 'deep', empty: '', large: 'x'.repeat(3 * MIB) };

  it.each([
    ['plain', (tar: Buffer) => tar],
    ['gzipped', (tar: Buffer) => gzipSync(tar)],
    ['gzipped in parts', (tar: Buffer) => Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))])],
    ['without an end', (tar: Buffer) => tar.subarray(0, tar.length - 1024)],
  ])('reads a tar that is %s', async (_, change) => {
    expect(await read(change(await filesTar(FILES)))).toEqual(expect.objectContaining(FILES));
  });

  it('need not be read to the end, nor at all', async () => {
    const tar = gzipSync(await filesTar(FILES));
    expect(await skim(tar)).toEqual(expect.arrayContaining(Object.keys(FILES)));
    for await (const { entry } of readArchive(tar, new ArchiveTree())) {
      expect(entry.path).toBe('a.txt');
      break;
    }
  });

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['text', () => Buffer.from('hello')],
    ['long text', () => Buffer.from('hello '.repeat(1000))],
    ['a zip', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2000)])],
    ['gzipped text', () => gzipSync('hello '.repeat(1000))],
    ['a cut tar', async () => (await filesTar(FILES)).subarray(0, 2000)],
    ['a cut gzip', async () => gzipSync(await filesTar(FILES)).subarray(0, 3000)],
    ['a damaged gzip', async () => gzipSync(await filesTar(FILES)).fill(0xff, 1000, 1100)],
    ['a gzip header alone', () => Buffer.from([0x1f, 0x8b])],
    ['a damaged header', async () => (await filesTar(FILES)).fill(1, 0, 5)],
    ['a size that is none', () => Buffer.concat([headerBlock('a', '0', 'zzzzzzzzzzz '), Buffer.alloc(2048)])],
    ['a negative size', () => Buffer.concat([headerBlock('a', '0', `${'\xff'.repeat(11)}\xfe`), Buffer.alloc(2048)])],
  ])('refuses %s', async (_, make) => {
    const bytes = await make();
    await expect(read(bytes)).rejects.toThrow(NO_TAR);
    await expect(skim(bytes)).rejects.toThrow(NO_TAR);
  });

  it('finds nothing in an empty tar', async () => {
    expect(await read(Buffer.alloc(1024))).toEqual({});
  });

  it('refuses a negative size in an extended header instead of waiting for it', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x', pax: { size: '-1' } } as never]);
    await expect(skim(tar)).rejects.toThrow(NO_TAR);
  });

  it.each<[string, () => Buffer]>([
    ['a size beyond the limit, before it comes', () => Buffer.concat([headerBlock('a', '0', octal(600 * MIB))])],
    [
      'zeros without end',
      () => gzipSync(Buffer.concat([headerBlock('a', '0', octal(MIB)), Buffer.alloc(40 * MIB)]), { level: 9 }),
    ],
    [
      'an extended header that would be held in memory',
      () =>
        gzipSync(Buffer.concat([headerBlock('a', 'x', octal(400 * MIB)), Buffer.alloc(40 * MIB, 'x')]), { level: 9 }),
    ],
    [
      'a long name that would be',
      () =>
        gzipSync(Buffer.concat([headerBlock('a', 'L', octal(400 * MIB)), Buffer.alloc(40 * MIB, 'x')]), { level: 9 }),
    ],
    [
      'a folder that says it is large',
      () =>
        gzipSync(
          Buffer.concat([
            headerBlock('a/', '5', octal(400 * MIB)),
            headerBlock('a', 'x', octal(400 * MIB)),
            Buffer.alloc(40 * MIB, 'x'),
          ]),
          { level: 9 },
        ),
    ],
  ])('refuses %s', async (_, make) => {
    await expect(skim(make())).rejects.toThrow(LIMITS);
  });

  it('takes much content', async () => {
    const tar = gzipSync(
      await tarOf([
        { name: 'a', content: Buffer.alloc(80 * MIB) },
        { name: 'b', content: 'b' },
      ]),
    );
    expect(await skim(tar)).toEqual(['a', 'b']);
  });
});
