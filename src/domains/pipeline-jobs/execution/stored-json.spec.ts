import { storedJson } from './stored-json';

describe('storedJson', () => {
  it.each<[unknown, unknown]>([
    ['a\0b', 'a\ufffdb'],
    ['\0\0', '\ufffd\ufffd'],
    ['\ud800', '\ufffd'],
    ['\udc00\ud83d', '\ufffd\ufffd'],
    ['\u{1f600}', '\u{1f600}'],
    ['\\u0000', '\\u0000'],
    ['\\\0', '\\\ufffd'],
    [{ 'k\0': ['\0'] }, { 'k\ufffd': ['\ufffd'] }],
    [null, null],
  ])('keeps all of %j that PostgreSQL can read', (value, stored) => {
    expect(JSON.parse(storedJson(value))).toEqual(stored);
  });
});
