import { isJsonObject } from '../../../kernel/http/json';
import type { Parsed } from './parsed';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 fields hold tabs and visible Latin-1; CR, LF and NUL would also split a request. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
const RESERVED = new Set(
  (
    'host content-length transfer-encoding connection keep-alive te trailer upgrade expect ' +
    'webhook-id webhook-timestamp webhook-signature'
  ).split(' '),
);
const RESERVED_PREFIXES = ['proxy-', 'quintet-'];
const MAX_ENTRIES = 64;
const MAX_BYTES = 16_384;

/** Reads the headers of a request. Each rule is held against all entries before the next one. */
export function parseHeaders(value: unknown): Parsed<Record<string, string>> {
  if (!isJsonObject(value)) return { error: 'must be a map of strings' };
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    return { error: 'must be a map of strings' };
  }
  const malformed = entries.find(([name]) => !TOKEN.test(name));
  if (malformed) return { error: `has an invalid name: ${malformed[0]}` };
  const reserved = entries.find(([name]) => isReserved(name.toLowerCase()));
  if (reserved) return { error: `must not set ${reserved[0].toLowerCase()}` };
  const unsendable = entries.find(([, text]) => UNSENDABLE.test(text));
  if (unsendable) return { error: `has an invalid value for ${unsendable[0]}` };
  const duplicate = firstDuplicate(entries.map(([name]) => name));
  if (duplicate !== undefined) return { error: `has a duplicate name: ${duplicate}` };
  if (entries.length > MAX_ENTRIES) return { error: `should have at most ${MAX_ENTRIES} entries` };
  const bytes = entries.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  if (bytes > MAX_BYTES) return { error: `should be at most ${MAX_BYTES} byte(s)` };
  return { value: Object.fromEntries(entries) };
}

function isReserved(lowerCaseName: string): boolean {
  return RESERVED.has(lowerCaseName) || RESERVED_PREFIXES.some((prefix) => lowerCaseName.startsWith(prefix));
}

function firstDuplicate(names: string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const known = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return known;
  });
}
