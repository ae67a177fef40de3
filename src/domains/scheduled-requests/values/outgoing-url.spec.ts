import { outgoingUrl } from './outgoing-url';
import type { JsonObject } from './json';

const proto = JSON.parse('{"__proto__":"x"}') as JsonObject;

it.each<[string, JsonObject | undefined, string]>([
  ['https://h.test', undefined, 'https://h.test/'],
  ['https://h.test/a?b=%20c&d=+e#frag', undefined, 'https://h.test/a?b=%20c&d=+e'],
  ['https://h.test/a?b=%20c#frag', {}, 'https://h.test/a?b=%20c'],
  ['https://h.test/?a=1&b=%20x&%61=2', { a: 3 }, 'https://h.test/?b=%20x&a=3'],
  ['https://h.test/?sig=a%2Fb+c', { z: 'y' }, 'https://h.test/?sig=a%2Fb+c&z=y'],
  ['https://h.test/#x', { b: [1, 'two', null, true] }, 'https://h.test/?b=1&b=two&b=true'],
  ['https://h.test/?a=1&b=2', { a: null, b: [] }, 'https://h.test/'],
  [
    'https://h.test/',
    { t: true, n: 1e21, o: { k: [1] } },
    'https://h.test/?t=true&n=1e%2B21&o=%7B%22k%22%3A%5B1%5D%7D',
  ],
  ['https://h.test/', { n: [[1], { a: null }] }, 'https://h.test/?n=%5B1%5D&n=%7B%22a%22%3Anull%7D'],
  ['https://h.test/??a=1&a=2', { a: 'ü &=#', '': '' }, 'https://h.test/??a=1&a=%C3%BC+%26%3D%23&='],
  ['https://h.test/?&&=x&a', { a: '\ud800' }, 'https://h.test/?=x&a=%EF%BF%BD'],
  ['https://h.test/?__proto__=1&constructor=2', proto, 'https://h.test/?constructor=2&__proto__=x'],
])('%s with %j is %s', (url, query, expected) =>
  expect(outgoingUrl(url, query && JSON.stringify(query))).toBe(expected),
);

it('keeps the digits of numbers', () => {
  const query = '{"a": 12345678901234567890, "b": [1.50, { "c" : [ 1, " \\" x" ] }]}';
  expect(outgoingUrl('https://h.test/', query)).toBe(
    'https://h.test/?a=12345678901234567890&b=1.50&b=%7B%22c%22%3A%5B1%2C%22+%5C%22+x%22%5D%7D',
  );
});
