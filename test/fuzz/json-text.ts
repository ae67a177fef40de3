import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { oddKey, oddMoment, oddNumber, oddText, oddUuid, URLS } from './values';

/**
 * JSON as text in the making: what `JSON.stringify` never writes (`1e400`, a key twice, half a surrogate pair) can be
 * said too. `picked` becomes an id that the service gave out.
 */
export type Node = { text: string } | { picked: number } | { list: Node[] } | { members: [key: string, value: Node][] };

export function print(node: Node, ids: (picked: number) => string): string {
  if ('text' in node) return node.text;
  if ('picked' in node) return JSON.stringify(ids(node.picked));
  if ('list' in node) return `[${node.list.map((item) => print(item, ids)).join()}]`;
  return `{${node.members.map(([key, value]) => `${JSON.stringify(key)}:${print(value, ids)}`).join()}}`;
}

export const plain = (value: unknown): Node => ({ text: JSON.stringify(value) });

const nested = (depth: number, list: boolean): Node =>
  list ? { text: '['.repeat(depth) + ']'.repeat(depth) } : { text: '{"a":'.repeat(depth) + '1' + '}'.repeat(depth) };

const nesting = fc
  .tuple(fc.oneof(fc.nat(400), fc.constantFrom(199, 200, 201)), fc.boolean())
  .map(([depth, list]) => nested(depth, list));

/** Any JSON value, odd more often than not. */
export const oddValue: Arbitrary<Node> = fc.letrec<{ value: Node; leaf: Node }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('null', 'true', 'false', '""', '[]', '{}', '[null]', '[[]]', '{"":0}').map((text) => ({ text })),
    oddNumber.map((text) => ({ text })),
    oddText.map(plain),
    oddMoment.map(plain),
    oddUuid.map(plain),
    fc.constantFrom(...URLS).map(plain),
    fc.constantFrom('NaN', 'Infinity', '01', '.5', "'a'", 'undefined', '"\\x"', '"\n"').map((text) => ({ text })),
    nesting,
  ),
  value: fc.oneof(
    { weight: 6, arbitrary: tie('leaf') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((list) => ({ list })) },
    { weight: 1, arbitrary: fc.array(member(tie('value')), { maxLength: 3 }).map((members) => ({ members })) },
  ),
})).value;

function member(value: Arbitrary<Node>): Arbitrary<[string, Node]> {
  return fc.tuple(fc.oneof(oddKey, fc.constantFrom('a', 'a', 'b')), value);
}

/** Members that no schema asks for: strange keys and, as the last wins, keys twice. */
export const oddMembers: Arbitrary<[string, Node][]> = fc.array(member(oddValue), { minLength: 1, maxLength: 2 });

/** What befalls the bytes of a body between printing and sending. */
export const damage: Arbitrary<(body: Buffer) => Buffer> = fc.oneof(
  fc.nat(5000).map((at) => (body: Buffer) => body.subarray(0, at % (body.length + 1))),
  fc.nat(5000).map((at) => (body: Buffer) => {
    const place = at % (body.length + 1);
    return Buffer.concat([body.subarray(0, place), Buffer.from([0xff, 0xc0, 0x80]), body.subarray(place)]);
  }),
  fc
    .constantFrom('\ufeff', '\u0000', ' ', '[', '//x\n')
    .map((before) => (body: Buffer) => Buffer.concat([Buffer.from(before), body])),
  fc
    .constantFrom('\u0000', '}', ' \n', ',', '{}')
    .map((after) => (body: Buffer) => Buffer.concat([body, Buffer.from(after)])),
  fc.constant((body: Buffer) => Buffer.from(body.toString('utf8'), 'utf16le')),
  fc.constant(() => Buffer.alloc(0)),
  fc
    .constantFrom('null', '[]', '""', '0', 'true', '{', ' ', 'a=1&b=2', '{"a":1,}')
    .map((text) => () => Buffer.from(text)),
  fc.constantFrom(1, 3000, 100_000).map((depth) => () => Buffer.from('['.repeat(depth))),
  fc.constant(() => Buffer.from(`{"name":"${'a'.repeat(1_100_000)}"}`)),
);
