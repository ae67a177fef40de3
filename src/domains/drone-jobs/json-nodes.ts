/**
 * Every list, object, scalar and key of a parsed JSON value, in no particular order. Without recursion: user data may be
 * nested 200,000 levels deep.
 */
function* nodesOf(value: unknown): Generator<unknown> {
  const waiting = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    yield node;
    if (typeof node !== 'object' || node === null) continue;
    if (!Array.isArray(node)) yield* Object.keys(node);
    for (const child of Object.values(node)) waiting.push(child);
  }
}

/** Bytes of a parsed JSON value as compact UTF-8 JSON. */
export function compactSize(value: unknown): number {
  let size = 0;
  for (const node of nodesOf(value)) size += ownSize(node);
  return size;
}

/** Every text of a parsed JSON value, keys included. */
export function stringsOf(value: unknown): string[] {
  return [...nodesOf(value)].filter((node) => typeof node === 'string');
}

/** Without what is inside: brackets, commas and colons. */
function ownSize(node: unknown): number {
  if (typeof node !== 'object' || node === null) return Buffer.byteLength(JSON.stringify(node));
  const length = Object.keys(node).length;
  const separators = Math.max(0, length - 1);
  return 2 + separators + (Array.isArray(node) ? 0 : length);
}
