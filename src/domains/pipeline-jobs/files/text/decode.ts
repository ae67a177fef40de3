import { isUtf8 } from 'node:buffer';

/** Reads bytes as UTF-8, or as windows-1252 when they are not; a byte order mark and U+0000 are left out. */
export function decode(bytes: Buffer): string {
  const decoder = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  return decoder.decode(bytes).replaceAll('\0', '');
}
