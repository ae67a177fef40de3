import { fromCell, linesOf, toCell } from './job-csv';

describe('cells', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a', "'@a"],
    ['\ta', "'\ta"],
    ['\ra', "'\ra"],
    ["'quoted'", "'quoted'"],
    ["'=1", "''=1"],
    [' =1', ' =1'],
  ])('hold %j as %j, and give it back', (text, cell) => {
    expect(toCell(text)).toBe(cell);
    expect(fromCell(cell)).toBe(text);
  });

  it('are written by RFC 4180', () => {
    expect(linesOf([['a,b', 'say "x"', 'one\ntwo', '\r', undefined, 1.5, ' c ']])).toBe(
      '"a,b","say ""x""","one\ntwo","\r",,1.5, c \r\n',
    );
  });
});
