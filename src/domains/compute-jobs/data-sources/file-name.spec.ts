import { safeFileName } from './file-name';

describe('safeFileName', () => {
  it.each([
    ['input.txt', 'input.txt'],
    ['a b ä 日本.csv', 'a b ä 日本.csv'],
    ['.hidden', '.hidden'],
    ['a/b/c.txt', 'c.txt'],
    ['/etc/passwd', 'passwd'],
    ['../../x', 'x'],
    ['..\\..\\x.bat', 'x.bat'],
    ['C:\\x', 'x'],
    ['a/', 'a'],
    ['a\u0000b\r\nc\u007f', 'abc'],
    ['\ud800x', 'x'],
    ['', 'data.bin'],
    ['/', 'data.bin'],
    ['.', 'data.bin'],
    ['..', 'data.bin'],
    ['a/..', 'data.bin'],
    ['.\u0000.', 'data.bin'],
    [undefined, 'data.bin'],
  ])('makes of %j %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('cuts what no file system takes, whole letters only, and keeps the extension', () => {
    expect(safeFileName('x'.repeat(255))).toHaveLength(255);
    expect(safeFileName(`${'x'.repeat(300)}.tar`)).toBe(`${'x'.repeat(251)}.tar`);
    expect(safeFileName(`${'日'.repeat(100)}.csv`)).toBe(`${'日'.repeat(83)}.csv`);
    expect(Buffer.byteLength(safeFileName('😀'.repeat(255)))).toBe(252);
    expect(safeFileName(`a.${'x'.repeat(300)}`)).toHaveLength(255);
  });
});
