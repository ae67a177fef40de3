/** Bytes of a name that still fits a file system with the number of a chunk before it and another behind. */
const MAX_NAME_BYTES = 240;

/** Orders names by their parts, numbers by their value: `data_2` comes before `data_10`. */
export function inNaturalOrder<T>(items: T[], nameOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, parts: nameOf(item).match(/\d+|\D+/g) ?? [] }));
  return keyed.sort((a, b) => compareParts(a.parts, b.parts)).map(({ item }) => item);
}

function compareParts(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = comparePart(a[i], b[i]);
    if (order !== 0) return order;
  }
  // 01 and 1 are the same number: the order must not depend on how the folder is read.
  return a.length - b.length || compare(a.join(''), b.join(''));
}

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compare(a, b);
  const [first, second] = [a, b].map((digits) => digits.replace(/^0+/, ''));
  return first.length - second.length || compare(first, second);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** One name each for paths below a folder: sub-folders become part of the name, and what is still double is numbered. */
export function flatten(paths: string[][]): string[] {
  const taken = new Set<string>();
  return paths.map((parts) => {
    const wanted = shorten(parts.join('__'));
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = numbered(wanted, number);
    taken.add(name);
    return name;
  });
}

function numbered(name: string, number: number): string {
  const { stem, extension } = split(name);
  return `${stem}-${number}${extension}`;
}

/** Cut before its extension, in whole characters. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const { stem, extension } = split(name);
  if (Buffer.byteLength(extension) >= MAX_NAME_BYTES / 2) return cut(name, MAX_NAME_BYTES);
  return cut(stem, MAX_NAME_BYTES - Buffer.byteLength(extension)) + extension;
}

function cut(text: string, bytes: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read);
}

function split(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

/** The name under which an assembler finds a file of a task. */
export function flatName(chunkNumber: number, name: string): string {
  return `${String(chunkNumber).padStart(6, '0')}_${name}`;
}
