import { ArchiveTree } from './archive-tree';
import type { EntryHeader } from './archive-tree';

const LIMITS = 'must unpack to at most 536870912 bytes and 20000 entries';
const file = (name: string): EntryHeader => ({ name, type: 'file' });
const symlink = (name: string, linkname: string): EntryHeader => ({ name, type: 'symlink', linkname });
const hardLink = (name: string, linkname: string): EntryHeader => ({ name, type: 'link', linkname });
const folder = (name: string): EntryHeader => ({ name, type: 'directory' });

function refusalOf(entries: EntryHeader[]): string | undefined {
  const tree = new ArchiveTree();
  try {
    for (const entry of entries) tree.add(entry);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('ArchiveTree', () => {
  it('holds files, folders and links by their plain paths, and folders that only paths name', () => {
    const tree = new ArchiveTree();
    const entries = [
      folder('./'),
      { ...file('./a//b/./c'), mode: 0o4755 },
      { name: 'd', type: 'contiguous-file', mode: 0o644 },
      symlink('a/up', '../d'),
      hardLink('e', './d'),
    ];
    expect(tree.add(entries[0])).toBeUndefined();
    for (const entry of entries.slice(1)) tree.add(entry);
    expect([...tree.all()].map(({ name: _, ...entry }) => entry)).toEqual([
      { kind: 'directory', path: 'a' },
      { kind: 'directory', path: 'a/b' },
      { kind: 'file', path: 'a/b/c', executable: true },
      { kind: 'file', path: 'd', executable: false },
      { kind: 'symlink', path: 'a/up', target: '../d' },
      { kind: 'link', path: 'e', target: 'd' },
    ]);
  });

  it.each<[string, EntryHeader[], string]>([
    ['an absolute path', [file('/etc/passwd')], '/etc/passwd'],
    ['a path that goes up', [file('a/../../b')], 'a/../../b'],
    ['a path that goes up and stays inside', [file('a/../b')], 'a/../b'],
    ['a folder above', [folder('../')], '../'],
    ['the top as a file', [file('./')], './'],
    ['a path without a name', [file('')], ''],
    ['a path with U+0000', [file('a\0b')], 'a\0b'],
    ['a name that is too long', [file('n'.repeat(256))], 'n'.repeat(256)],
    ['a path that is too long', [file('n/'.repeat(1025))], 'n/'.repeat(1025)],
    ['a character device', [{ name: 'null', type: 'character-device' }], 'null'],
    ['a block device', [{ name: 'sda', type: 'block-device' }], 'sda'],
    ['a fifo', [{ name: 'pipe', type: 'fifo' }], 'pipe'],
    ['an unknown kind', [{ name: 'odd', type: null }], 'odd'],
    ['a link to an absolute path', [symlink('x', '/etc/passwd')], 'x'],
    ['a link above the archive', [symlink('a/x', '../../b')], 'a/x'],
    ['a link that goes up behind a name', [symlink('y', 'a/../b')], 'y'],
    ['a link to nothing', [symlink('x', '')], 'x'],
    ['a link with U+0000', [symlink('x', 'a\0')], 'x'],
    ['a hard link above the archive', [hardLink('x', '../b')], 'x'],
    ['a hard link to an absolute path', [hardLink('x', '/etc/shadow')], 'x'],
    ['a hard link to what is not there', [hardLink('x', 'b')], 'x'],
    ['a hard link to a link', [symlink('a', 'b'), hardLink('x', 'a')], 'x'],
    ['a hard link to a folder', [folder('a'), hardLink('x', 'a')], 'x'],
    ['an entry below a link', [folder('a'), symlink('l', 'a'), file('l/evil')], 'l/evil'],
    ['a folder below a link', [symlink('l', 'a'), folder('l/evil/')], 'l/evil/'],
    ['an entry below a file', [file('f'), file('f/evil')], 'f/evil'],
    ['a file in the place of a link', [symlink('l', 'a'), file('l')], 'l'],
    ['a link in the place of a link', [symlink('l', 'a'), symlink('l', 'b')], 'l'],
    ['a link in the place of a folder', [file('a/b'), symlink('a', 'c')], 'a'],
    ['a file in the place of a hard link', [file('f'), hardLink('l', 'f'), file('l')], 'l'],
  ])('refuses %s', (_, entries, path) => {
    expect(refusalOf(entries)).toBe(`unsafe path: ${path}`);
  });

  it.each<[string, EntryHeader[]]>([
    ['a file twice', [file('f'), file('f')]],
    ['a folder twice', [file('a/b'), folder('a/'), folder('./a')]],
    ['links within', [file('a/b/c'), symlink('a/b/l', '../../a/./b/c'), symlink('top', '.'), symlink('a/up', '..')]],
    ['a link to a link', [symlink('x', 'y'), symlink('y', 'x')]],
    ['names that only look odd', [file('...'), file('a/..b'), file('C:\\x'), file('-rf'), file('ü\n')]],
    ['the longest name and path', [file('n'.repeat(255)), file(`${'n/'.repeat(1023)}nn`)]],
  ])('takes %s', (_, entries) => {
    expect(refusalOf(entries)).toBeUndefined();
  });

  it.each([
    ['20000 entries', Array.from({ length: 20_000 }, (_, index) => file(`${index}`)), undefined],
    ['20001 entries', Array.from({ length: 20_001 }, (_, index) => file(`${index}`)), LIMITS],
    ['20001 times the same', Array.from({ length: 20_001 }, () => file('a')), LIMITS],
    ['folders without entries', Array.from({ length: 50 }, (_, index) => file(`${index}${'/n'.repeat(500)}`)), LIMITS],
    [
      'all bytes',
      [
        { ...file('a'), size: 536_870_911 },
        { ...file('b'), size: 1 },
      ],
      undefined,
    ],
    [
      'a byte more',
      [
        { ...file('a'), size: 536_870_912 },
        { ...file('b'), size: 1 },
      ],
      LIMITS,
    ],
    ['a negative size', [{ ...file('a'), size: -1 }], 'must be base64 of a tar archive'],
    ['a size that is none', [{ ...file('a'), size: NaN }], 'must be base64 of a tar archive'],
  ])('counts %s', (_, entries, refusal) => {
    expect(refusalOf(entries)).toBe(refusal);
  });
});
