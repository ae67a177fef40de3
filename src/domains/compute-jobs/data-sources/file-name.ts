import { extname, win32 } from 'node:path';

/** Bytes that a name may have on the file systems in use. */
const MAX_BYTES = 255;
/** Bytes of an extension that is worth keeping when a name is cut. */
const MAX_EXTENSION = 16;
const UNNAMED = 'data.bin';

/** A name that is fit for a file in one folder: no folder of the sender's comes with it, and none is left. */
export function safeFileName(name: string | undefined): string {
  // Both kinds of slashes, and what terminals and headers take for orders.
  const bare = win32.basename(name ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '');
  return bare === '' || bare === '.' || bare === '..' ? UNNAMED : shortened(bare);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = Buffer.byteLength(extname(name)) <= MAX_EXTENSION ? extname(name) : '';
  const room = MAX_BYTES - Buffer.byteLength(extension);
  let stem = '';
  let bytes = 0;
  for (const letter of name) {
    bytes += Buffer.byteLength(letter);
    if (bytes > room) break;
    stem += letter;
  }
  return stem + extension;
}
