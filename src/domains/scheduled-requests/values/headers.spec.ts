import fc from 'fast-check';
import { parseHeaders } from './headers';

const NO_MAP = 'must be a map of strings';
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '']));

describe('parseHeaders', () => {
  it.each([{}, { Authorization: 'Bearer x' }, { 'x-latin': 'ü\tÿ', accept: '' }, many(64)])('takes %j', (headers) =>
    expect(parseHeaders(headers)).toEqual({ value: headers }),
  );

  it('takes __proto__ as the token that it is', () => {
    const headers = JSON.parse('{"__proto__":"x"}') as object;
    expect(JSON.stringify(parseHeaders(headers))).toBe('{"value":{"__proto__":"x"}}');
  });

  it('counts 16384 bytes of names and values', () => {
    expect(parseHeaders({ ab: 'ÿ'.repeat(16_382) })).toHaveProperty('value');
    expect(parseHeaders({ ab: 'x'.repeat(16_383) })).toEqual({ error: 'should be at most 16384 byte(s)' });
  });

  it.each<[unknown, string]>([
    [[], NO_MAP],
    ['a: b', NO_MAP],
    [{ a: 1 }, NO_MAP],
    [{ 'b d': 'x', a: null }, NO_MAP],
    [{ 'a b': '' }, 'has an invalid name: a b'],
    [{ '': '' }, 'has an invalid name: '],
    [{ 'a:': '' }, 'has an invalid name: a:'],
    [{ ü: '' }, 'has an invalid name: ü'],
    [{ host: '', 'a\n': '' }, 'has an invalid name: a\n'],
    ...['Host', 'content-Length', 'transfer-encoding', 'Connection', 'keep-alive', 'TE', 'trailer', 'upgrade', 'expect']
      .concat(['Webhook-Id', 'webhook-timestamp', 'webhook-signature', 'Proxy-Foo', 'proxy-', 'Quintet-Job-Id'])
      .map((name): [unknown, string] => [{ [name]: '' }, `must not set ${name.toLowerCase()}`]),
    [{ 'x-a': '\n', HOST: '' }, 'must not set host'],
    [{ 'X-a': 'a\rb' }, 'has an invalid value for X-a'],
    [{ 'x-a': 'a\nb' }, 'has an invalid value for x-a'],
    [{ 'x-a': '\u0000' }, 'has an invalid value for x-a'],
    [{ 'x-a': '\u0100' }, 'has an invalid value for x-a'],
    [{ 'x-a': '\u0001' }, 'has an invalid value for x-a'],
    [{ 'X-A': '', 'x-a': '\u007f' }, 'has an invalid value for x-a'],
    [{ ...many(70), 'X-a': '', 'x-A': '' }, 'has a duplicate name: x-A'],
    [{ ...many(64), a: 'x'.repeat(20_000) }, 'should have at most 64 entries'],
  ])('refuses %j: %s', (headers, error) => expect(parseHeaders(headers)).toEqual({ error }));

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (sent) => expect(parseHeaders(sent)).toBeDefined()));
  });
});
