import * as fc from 'fast-check';
import { compactSize, stringsOf } from './json-nodes';

describe('compactSize', () => {
  it('is what JSON.stringify needs in UTF-8', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(compactSize(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
      }),
    );
  });

  it('measures what JSON.stringify cannot walk', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(compactSize(deep)).toBe(400_000);
  });
});

describe('stringsOf', () => {
  it('finds texts and keys at every level', () => {
    expect(stringsOf({ a: ['b', { c: 'd' }], e: 1, f: null }).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});
