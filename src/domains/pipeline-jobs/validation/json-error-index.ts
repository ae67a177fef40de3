const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

class JsonError extends Error {
  constructor(readonly index: number) {
    super('JSON decode error');
  }
}

/**
 * Where Python 3.11's `json.loads` reports its error (`JSONDecodeError.pos`), NaN and infinities counted as errors.
 * Iterative, so any nesting is fine.
 * @param maxDepth levels of lists and objects; the bracket that opens one more is an error
 * @returns an index in UTF-16 units, or undefined for a valid text
 */
export function jsonErrorIndex(text: string, maxDepth: number): number | undefined {
  try {
    scan(text, maxDepth);
    return undefined;
  } catch (error) {
    if (error instanceof JsonError) return error.index;
    throw error;
  }
}

function scan(text: string, maxDepth: number): void {
  const closers: string[] = [];
  let at = skipSpace(text, 0);
  do {
    const opener = text[at];
    if (opener === '{' || opener === '[') {
      if (closers.length === maxDepth) throw new JsonError(at);
      closers.push(opener === '{' ? '}' : ']');
      at = skipSpace(text, at + 1);
      if (text[at] !== closers.at(-1)) {
        if (opener === '{') at = endOfKey(text, at);
        continue;
      }
    } else {
      at = endOfScalar(text, at);
    }
    at = nextValue(text, at, closers);
  } while (closers.length > 0);
  if (at < text.length) throw new JsonError(at);
}

/** From the end of a value over what it closes to the next value, or to the end of the document. */
function nextValue(text: string, end: number, closers: string[]): number {
  let at = skipSpace(text, end);
  while (closers.length > 0) {
    if (text[at] === closers.at(-1)) {
      closers.pop();
      at = skipSpace(text, at + 1);
    } else if (text[at] === ',') {
      at = skipSpace(text, at + 1);
      return closers.at(-1) === '}' ? endOfKey(text, at) : at;
    } else {
      throw new JsonError(at);
    }
  }
  return at;
}

function skipSpace(text: string, at: number): number {
  return endOfMatch(/[ \t\n\r]*/y, text, at) ?? at;
}

/** Over a key and its colon to where the value begins. */
function endOfKey(text: string, at: number): number {
  if (text[at] !== '"') throw new JsonError(at);
  const colon = skipSpace(text, endOfString(text, at));
  if (text[colon] !== ':') throw new JsonError(colon);
  return skipSpace(text, colon + 1);
}

function endOfScalar(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at);
  const end = endOfMatch(/null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y, text, at);
  if (end === undefined) throw new JsonError(at);
  return end;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < FIRST_PRINTABLE) throw new JsonError(at);
    at = code === BACKSLASH ? endOfEscape(text, at, start) : at + 1;
  }
  throw new JsonError(start);
}

function endOfEscape(text: string, at: number, stringStart: number): number {
  if (at + 1 === text.length) throw new JsonError(stringStart);
  const isUnicode = text[at + 1] === 'u';
  const end = endOfMatch(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y, text, at);
  // Python wants one more character behind the four digits before it looks at them.
  if (end === undefined || (isUnicode && end === text.length)) throw new JsonError(isUnicode ? at + 1 : at);
  return end;
}

function endOfMatch(sticky: RegExp, text: string, at: number): number | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}
