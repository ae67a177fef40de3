import { isUtf8 } from 'node:buffer';
import { isDeeperThan } from '../../../kernel/http/json';
import { jsonErrorIndex } from './json-error-index';

const BYTE_ORDER_MARK = '\uFEFF';
const REPLACEMENT_CHARACTER = '\uFFFD';

/** The value, or the 0-based character (code point) at which the text stops being JSON. */
export type ParsedJson = { value: unknown; position?: undefined } | { position: number };

/**
 * Parses JSON and tells the place of an error as Python does. A byte order mark is let through and not counted, of
 * duplicate keys the last wins, `__proto__` is a key like any other.
 * @param maxDepth levels of lists and objects that are let through, Infinity for all of them: parsing never overflows
 */
export function parseJson(body: Buffer | string, maxDepth = 200): ParsedJson {
  if (typeof body !== 'string' && !isUtf8(body)) return { position: firstBadCharacter(body) };
  const text = withoutMark(body.toString());
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (maxDepth === Infinity || !isDeeperThan(value, maxDepth)) return { value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const index = jsonErrorIndex(text, maxDepth);
  return index === undefined ? { value } : { position: characterCount(text, index) };
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function characterCount(text: string, end: number): number {
  let count = 0;
  for (let at = 0; at < end; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count++;
  return count;
}

/** Position of the first character that had to be replaced when decoding. */
function firstBadCharacter(bytes: Buffer): number {
  const mark = Buffer.from(BYTE_ORDER_MARK);
  let offset = bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0;
  let position = 0;
  for (const character of bytes.toString('utf8', offset)) {
    const length = Buffer.byteLength(character);
    if (character === REPLACEMENT_CHARACTER && bytes.toString('latin1', offset, offset + length) !== '\xef\xbf\xbd')
      break;
    offset += length;
    position++;
  }
  return position;
}
