import { extname, win32 } from 'node:path';
import { codePoints } from '../../../kernel/http/common-rules';
import { badRequest } from '../refusals';

const MAX_LENGTH = 255;

/**
 * The name that a file gets: without folders of the sender's and control characters.
 * @throws Failure `invalid` when nothing or too much is left
 */
export function fileName(given: string): string {
  const name = win32.basename(given.toWellFormed()).replace(/\p{Cc}/gu, '');
  if (name === '' || codePoints(name) > MAX_LENGTH) throw badRequest('File name must have 1 to 255 characters');
  return name;
}

/** `.txt` of `Lease.TXT`; empty without one. */
export function endingOf(name: string): string {
  return extname(name).toLowerCase();
}
