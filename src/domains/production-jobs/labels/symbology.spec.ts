import { SYMBOLOGIES, encode } from './symbology';

const RECTANGLE = /^(M\d+ \d+h\d+v1h-\d+z)+$/;

/** Rows of modules, dark ones as 1, drawn from a path as a printer would. */
function drawn({ width, height, path }: ReturnType<typeof encode>): string[] {
  const rows = Array.from({ length: height }, () => Array<number>(width).fill(0));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    rows[Number(y)].fill(1, Number(x), Number(x) + Number(length));
  }
  return rows.map((row) => row.join(''));
}

describe('codes of serial ids', () => {
  it.each(SYMBOLOGIES)('%s is drawn in rectangles, another one for another id', (symbology) => {
    const code = encode(symbology, 'SN-00001');
    expect(code.path).toMatch(RECTANGLE);
    expect(encode(symbology, 'SN-00001')).toEqual(code);
    expect(encode(symbology, 'SN-00002').path).not.toBe(code.path);
    expect(encode(symbology, 'SN-123456789012345').width).toBeGreaterThanOrEqual(code.width);
  });

  it('qr has its three finder patterns', () => {
    const rows = drawn(encode('qr', 'SN-00001'));
    expect([rows.length, rows[0].length]).toEqual([21, 21]);
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
    expect(rows.slice(0, 7).map((row) => row.slice(0, 7))).toEqual(finder);
    expect(rows.slice(0, 7).map((row) => row.slice(-7))).toEqual(finder);
    expect(rows.slice(-7).map((row) => row.slice(0, 7))).toEqual(finder);
  });

  it('datamatrix has its two solid borders', () => {
    const rows = drawn(encode('datamatrix', 'SN-00001'));
    expect(rows.at(-1)).toMatch(/^1+$/);
    expect(rows.map((row) => row[0]).join('')).toMatch(/^1+$/);
  });

  it('code128 begins in set B with the letter S and ends with the stop', () => {
    const [row] = drawn(encode('code128', 'SN-00001'));
    expect(row.slice(0, 22)).toBe('11010010000' + '11011101000');
    expect(row.slice(-13)).toBe('1100011101011');
  });
});
