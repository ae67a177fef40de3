import { isUtf8 } from 'node:buffer';
import { parse } from 'content-disposition';
import { safeFileName } from './file-name';

/** The name that an upload's Content-Disposition gives it. */
export function uploadName(header: string | undefined): string {
  return safeFileName(header === undefined ? undefined : parse(asText(header)).parameters.filename);
}

/** Node.js reads headers as Latin-1; most clients write names as they are, which is UTF-8. */
function asText(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}
