import { FILE_TYPES, fits } from './signatures';

const PDF = Buffer.from('%PDF-1.7\n%\u00e2\u00e3');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
const TEXT = Buffer.from('heat,alloy\r\nH-4711,Zürich\r\n');
const LATIN1 = Buffer.from('Zürich', 'latin1');

describe('signatures of certificate files', () => {
  it.each([
    [PDF, ['application/pdf']],
    [PNG, ['image/png']],
    [JPEG, ['image/jpeg']],
    [TEXT, ['text/csv', 'text/plain']],
    [LATIN1, ['text/csv', 'text/plain']],
    [Buffer.from('%PDF'), ['text/csv', 'text/plain']],
    [PNG.subarray(0, 7), ['text/csv', 'text/plain']],
    [Buffer.from('MZ\u0000\u0001'), []],
    [Buffer.concat([Buffer.from(' '), PDF]), ['text/csv', 'text/plain']],
  ])('case %# fits %j only', (content, types) => {
    expect(FILE_TYPES.filter((type) => fits(content, type))).toEqual(types);
  });
});
