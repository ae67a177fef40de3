/*
 * Takes JSON texts apart without parsing their values: a parsed value has lost the digits of its numbers and the order
 * of keys like "2". Every text must be valid JSON without white space around it.
 */

/** A JSON value as it was written. */
export type JsonText = string;

/** A JSON value and the text that it was parsed from. */
export interface SentJson {
  value: unknown;
  text: JsonText;
}

/** What stands between the brackets of an object or array, one by one; `"name": value` for each member of an object. */
export function partsOf(text: JsonText): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark === '"') at = closingQuote(text, at);
    else if (mark === '{' || mark === '[') depth++;
    else if (mark === '}' || mark === ']') depth--;
    const opens = depth === 1 && at === 0;
    const ends = depth === 0 || (depth === 1 && mark === ',');
    if (ends) parts.push(text.slice(start, at).trim());
    if (opens || ends) start = at + 1;
  }
  return parts.filter((part) => part !== '');
}

/** The name of one member of an object and its value. */
export function memberOf(part: string): [name: string, value: JsonText] {
  const end = closingQuote(part, 0) + 1;
  return [JSON.parse(part.slice(0, end)) as string, part.slice(part.indexOf(':', end) + 1).trim()];
}

/** The values of an object by their names; of equal names the last. */
export function membersOf(text: JsonText): Map<string, JsonText> {
  return new Map(partsOf(text).map(memberOf));
}

/** The text with each string value, at any depth, replaced by what `replace` gives for it, if anything. Keys stay. */
export function replaceStrings(text: JsonText, replace: (value: JsonText) => JsonText | undefined): JsonText {
  let replaced = '';
  let copied = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    const end = closingQuote(text, at) + 1;
    const replacement = isKey(text, end) ? undefined : replace(text.slice(at, end));
    if (replacement !== undefined) {
      replaced += text.slice(copied, at) + replacement;
      copied = end;
    }
    at = end;
  }
  return replaced + text.slice(copied);
}

/** The text without white space between its tokens. */
export function compact(text: JsonText): JsonText {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (token) => (token.startsWith('"') ? token : ''));
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function isKey(text: string, afterString: number): boolean {
  let at = afterString;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
