import { decode } from './decode';

describe('decode', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from('Größe \u{1f600}'), 'Größe \u{1f600}'],
    ['a byte order mark', Buffer.from('\ufeffa'), 'a'],
    ['windows-1252', Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x80]), 'Größe€'],
    ['U+0000', Buffer.from('a\0b\0'), 'ab'],
    ['nothing', Buffer.alloc(0), ''],
  ])('reads %s', (_, bytes, text) => expect(decode(bytes)).toBe(text));
});
