import { fromCell, linesOf, toCell } from './csv-cells';

describe('toCell', () => {
  it.each(['=1+1', '+1', '-1', '@a', '\ta', '\ra', '\na'])('keeps %j from being a formula', (text) => {
    expect(toCell(text)).toBe(`'${text}`);
  });

  it.each(['', "'", 'a=1', "it's", ' =1'])('leaves %j as it is', (text) => {
    expect(toCell(text)).toBe(text);
  });

  it.each(['=1', "'=1", "''-", "'a", "''", '\n', 'a', ''])('is undone by fromCell: %j', (text) => {
    expect(fromCell(toCell(text))).toBe(text);
  });
});

describe('linesOf', () => {
  it('quotes what RFC 4180 asks for, and tells empty text from null', () => {
    expect(linesOf([['a', 1, null, '', 'x,y', 'say "no"', 'a\nb', '\u{1f600}']])).toBe(
      'a,1,,"","x,y","say ""no""","a\nb",\u{1f600}\r\n',
    );
  });
});
