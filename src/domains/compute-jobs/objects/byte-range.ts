import type { ByteRange } from './object-store';

const SINGLE = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i;

/**
 * Reads a Range header (RFC 9110 14.2) for a file of so many bytes: one range of it, undefined for all of it (no header,
 * one that asks for several ranges or in another unit), or `unsatisfiable`.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to, tail] = SINGLE.exec(header?.trim() ?? '') ?? [];
  if (tail !== undefined) return within(Math.max(0, size - Number(tail)), size - 1);
  if (from === undefined) return undefined;
  if (to && Number(to) < Number(from)) return undefined;
  return within(Number(from), to ? Math.min(Number(to), size - 1) : size - 1);
}

function within(first: number, last: number): ByteRange | 'unsatisfiable' {
  return first <= last ? { first, last } : 'unsatisfiable';
}
