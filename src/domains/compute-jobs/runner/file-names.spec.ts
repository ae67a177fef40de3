import { flatName, flatten, inNaturalOrder } from './file-names';

const flat = (...paths: string[]) => flatten(paths.map((path) => path.split('/')));

describe('names of files', () => {
  it.each([
    [
      ['data_10.bin', 'data_2.bin', 'data_1.bin'],
      ['data_1.bin', 'data_2.bin', 'data_10.bin'],
    ],
    [
      ['b1', 'a2', 'a10', 'a', 'a1b2', 'a1b10'],
      ['a', 'a1b2', 'a1b10', 'a2', 'a10', 'b1'],
    ],
    [
      ['x100000000000000000000000', 'x99999999999999999999999', 'x3'],
      ['x3', 'x99999999999999999999999', 'x100000000000000000000000'],
    ],
    [
      ['2', '01', '1', '0'],
      ['0', '01', '1', '2'],
    ],
    [
      ['a', '1', 'B'],
      ['1', 'B', 'a'],
    ],
  ])('%j are in order as %j', (names, ordered) => {
    expect(inNaturalOrder(names, (name) => name)).toEqual(ordered);
    expect(inNaturalOrder(names.reverse(), (name) => name)).toEqual(ordered);
  });

  it.each([
    [['out.txt'], ['out.txt']],
    [
      ['a/b/c.txt', 'd.txt'],
      ['a__b__c.txt', 'd.txt'],
    ],
    [
      ['a/b.txt', 'a__b.txt', 'a__b.txt-2'],
      ['a__b.txt', 'a__b-2.txt', 'a__b.txt-2'],
    ],
    [
      ['a/b', 'a__b', 'a__b-2'],
      ['a__b', 'a__b-2', 'a__b-2-2'],
    ],
    [
      ['x/y.tar.gz', 'x__y.tar.gz', 'x__y.tar-2.gz'],
      ['x__y.tar.gz', 'x__y.tar-2.gz', 'x__y.tar-2-2.gz'],
    ],
  ])('%j are flattened to %j', (paths, names) => expect(flat(...paths)).toEqual(names));

  it('long names are cut before their extension', () => {
    const folders = Array.from({ length: 5 }, () => 'é'.repeat(100)).join('/');
    const [first, second] = flat(`${folders}/a.txt`, `${folders}/b.txt`);
    expect(first).toMatch(/^é+.*\.txt$/);
    expect(second).toMatch(/^é+.*-2\.txt$/);
    for (const name of [first, second]) expect(Buffer.byteLength(flatName(9999, name))).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(flat(`a.${'x'.repeat(250)}`)[0])).toBe(240);
  });

  it('names of results hold the number of their chunk', () => {
    expect([flatName(3, 'out.txt'), flatName(9999, 'a')]).toEqual(['000003_out.txt', '009999_a']);
  });
});
