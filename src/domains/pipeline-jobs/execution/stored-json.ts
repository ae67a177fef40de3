/** Escapes of U+0000 and of lone surrogates, as `JSON.stringify` writes them. */
const UNREADABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/**
 * JSON in which PostgreSQL can look at every text: it fails on U+0000 and lone surrogates, which become U+FFFD. The
 * length of a text stays as it is, so offsets in it hold.
 */
export function storedJson(value: unknown): string {
  return JSON.stringify(value).replace(UNREADABLE, '$1\\ufffd');
}
