import { decodeBase64 } from './base64';

describe('decodeBase64', () => {
  it.each([
    ['-_8=', [0xfb, 0xff]],
    ['+/8=', [0xfb, 0xff]],
    ['+/8', [0xfb, 0xff]],
    ['+/\n8=\n', [0xfb, 0xff]],
    ['AAAA', [0, 0, 0]],
    ['  ', []],
  ])('reads %j', (text, bytes) => {
    expect([...decodeBase64(text)!]).toEqual(bytes);
  });

  it.each(['data:application/x-tar;base64,AAAA', 'AA=A', '=AAA', 'AA*A', 'äAAA', 'AA\0A'])('refuses %j', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it('takes no time over long texts', () => {
    expect(decodeBase64(`${' '.repeat(5_000_000)}!`)).toBeUndefined();
    expect(decodeBase64(`${'='.repeat(5_000_000)}!`)).toBeUndefined();
  });
});
