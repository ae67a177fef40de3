import { isUtf8 } from 'node:buffer';

/** What windows-1252 has from 0x80 to 0x9F. TextDecoder of Node.js 20 takes it for latin1, which has controls there. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Reads bytes as UTF-8, or as windows-1252 when they are not; a byte order mark and U+0000 are left out. */
export function decode(bytes: Buffer): string {
  const text = isUtf8(bytes) ? new TextDecoder().decode(bytes) : windows1252(bytes);
  return text.replaceAll('\0', '');
}

function windows1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (control) => WINDOWS[control.charCodeAt(0) - 0x80]);
}
