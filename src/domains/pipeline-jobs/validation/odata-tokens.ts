import type { Literal } from './odata-fields';

/** A filter that cannot be read. */
export class InvalidODataFilter extends Error {}

export type Token = { at: number; text: string } & (
  { type: 'word' | '(' | ')'; literal?: undefined } | { type: 'literal'; literal: Literal }
);

const END = String.raw`(?![^\s()])`;
const TOKEN = new RegExp(
  [
    String.raw`(?<text>'(?:[^']|'')*')`,
    String.raw`(?<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})${END}`,
    String.raw`(?<time>\d{4}-\d\d-\d\d[^\s()]*)`,
    String.raw`(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)${END}`,
    String.raw`(?<word>[\p{L}_][^\s()']*)`,
    String.raw`(?<parenthesis>[()])`,
  ].join('|'),
  'uy',
);
const SPACE = /\s*/y;

const CONSTANTS = new Map<string, Literal>([
  ['true', { kind: 'boolean', value: true }],
  ['false', { kind: 'boolean', value: false }],
  ['null', { kind: 'null', value: null }],
]);

/** @throws InvalidODataFilter */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  for (let at = afterSpace(filter, 0); at < filter.length; at = afterSpace(filter, at)) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(filter);
    if (!match) throw new InvalidODataFilter(`unexpected ${String.fromCodePoint(filter.codePointAt(at)!)} at ${at}`);
    tokens.push(tokenOf(match.groups as Groups, match[0], at));
    at += match[0].length;
  }
  return tokens;
}

type Groups = Partial<Record<'text' | 'uuid' | 'time' | 'number' | 'word' | 'parenthesis', string>>;

function tokenOf(groups: Groups, text: string, at: number): Token {
  if (groups.parenthesis !== undefined) return { type: text as '(' | ')', text, at };
  const literal = literalOf(groups);
  return literal ? { type: 'literal', literal, text, at } : { type: 'word', text, at };
}

function literalOf({ text, uuid, time, number, word }: Groups): Literal | undefined {
  if (text !== undefined) return { kind: 'text', value: text.slice(1, -1).replaceAll("''", "'") };
  if (uuid !== undefined) return { kind: 'uuid', value: uuid };
  if (time !== undefined) return { kind: 'time', value: time };
  if (number === undefined) return CONSTANTS.get(word ?? '');
  const value = Number(number);
  if (!Number.isFinite(value)) throw new InvalidODataFilter(`${number} is too large`);
  return { kind: 'number', value };
}

function afterSpace(filter: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(filter);
  return SPACE.lastIndex;
}
