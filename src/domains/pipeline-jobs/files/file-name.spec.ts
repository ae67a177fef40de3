import { endingOf, fileName } from './file-name';

describe('fileName', () => {
  it.each([
    ['lease.txt', 'lease.txt'],
    ['/etc/x/lease.txt', 'lease.txt'],
    ['C:\\files\\lease.txt', 'lease.txt'],
    ['../../a b.md', 'a b.md'],
    ['a\u0000\n\u007fb.md', 'ab.md'],
    ['Größe \u{1f600}.md', 'Größe \u{1f600}.md'],
    ['\ud800.md', '\ufffd.md'],
  ])('%j becomes %j', (given, name) => expect(fileName(given)).toBe(name));

  it.each(['', '/', '\n', `${'x'.repeat(252)}.txt`])('%j is refused', (given) =>
    expect(() => fileName(given)).toThrow('File name must have 1 to 255 characters'),
  );
});

it.each([
  ['a.TXT', '.txt'],
  ['a.tar.md', '.md'],
  ['a', ''],
  ['.md', ''],
])('the ending of %j is %j', (name, ending) => expect(endingOf(name)).toBe(ending));
