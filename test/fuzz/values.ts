import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then', 'toJSON', ''];

/** Texts that have broken somebody's server, as they are. */
const TEXTS = [
  ...KEYS,
  ' ',
  '\t\n',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e400',
  'a\u0000b',
  '\u0000',
  '\ufeff',
  '\ud800',
  'a\udc00b',
  '\ude00\ud83d',
  '😀',
  'é',
  'e\u0301',
  '\u202eabc',
  'ﷺ',
  'İ',
  "' OR 1=1 --",
  '"; DROP TABLE jobs; --',
  '$1',
  '%s%n',
  '%00',
  '..',
  '../../../etc/passwd',
  '{{7*7}}',
  '<script>',
  '*',
  '\\',
  '\u007f\u0080\u009f',
];

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '1.5',
  '1e2',
  '1E-400',
  '1e308',
  '1e400',
  '-1e400',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
];

const MOMENTS = [
  '2030-01-01',
  '2030-02-30',
  '2028-02-29T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '275760-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:59-14:00',
  '2030-12-31T23:59:60Z',
  '2030-06-30T24:00:00Z',
  '2030-01-01T00:00:00+14:00',
  '2030-01-01T00:00:00-23:59',
  '2030-01-01T00:00:00+24:00',
  '2030-03-31T02:30:00[Europe/Berlin]',
  '2030-03-31T02:30:00',
  '2030-01-01t00:00:00z',
  '2030-01-01 00:00:00',
  '2030-01-01T00:00:00.123456789123456789Z',
  '20300101T000000Z',
  '2030-W01-1',
  '1893456000',
  'infinity',
  'epoch',
  'now',
];

const UUIDS = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '019A2B3C-4D5E-7F60-8A9B-0C1D2E3F4A5B',
  '{019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b}',
  'urn:uuid:019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
  '019a2b3c4d5e7f608a9b0c1d2e3f4a5b',
  '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5',
  '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b\u0000',
  '019a-2b3c4d5e-7f60-8a9b-0c1d2e3f4a5b',
];

/** Nothing that leaves the machine: reserved names and addresses only (RFC 2606, 5737, 3849). */
export const URLS = [
  'https://quintet.invalid/hook',
  'https://192.0.2.1/',
  'https://[2001:db8::1]:8443/x?y=1#z',
  'http://quintet.invalid/',
  'https://127.0.0.1/',
  'https://[::ffff:169.254.169.254]/latest/meta-data',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://user:secret@quintet.invalid/',
  'https://quintet.invalid:0/',
  'https://quintet.invalid:99999/',
  'https://bücher.invalid/ä?ö=ü',
  'https://quintet.invalid/%00%zz',
  'HTTPS://QUINTET.INVALID',
  'https:quintet.invalid',
  'https://',
  '//quintet.invalid',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:,x',
  'https://quintet.invalid\\@127.0.0.1/',
  'https://quintet.invalid/\ud800',
  `https://quintet.invalid/${'a'.repeat(2100)}`,
];

/** Lengths around which limits lie, and the limits of a schema. */
const LENGTHS = [0, 1, 63, 64, 100, 101, 128, 129, 200, 201, 255, 256, 500, 501, 1000, 1024, 2048, 2049, 4000, 4001];

export const longText = (around: number[] = []): Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...LENGTHS, ...around.flatMap((limit) => [limit - 1, limit, limit + 1]), 20_000),
      fc.constantFrom('a', 'é', '😀', ' ', '\u0000', '\ud800', '"'),
    )
    .map(([length, character]) => character.repeat(Math.max(0, Math.min(length, 20_000))));

export const oddKey: Arbitrary<string> = fc.constantFrom(...KEYS, 'a\u0000', '\ud800', '😀', 'x'.repeat(300));
export const oddNumber: Arbitrary<string> = fc.constantFrom(...NUMBERS);
export const oddMoment: Arbitrary<string> = fc.constantFrom(...MOMENTS);
export const oddUuid: Arbitrary<string> = fc.constantFrom(...UUIDS);

export const oddText: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: longText() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: oddMoment },
  { weight: 1, arbitrary: oddUuid },
  { weight: 1, arbitrary: oddNumber },
  { weight: 1, arbitrary: fc.constantFrom(...URLS) },
);
