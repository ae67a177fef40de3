import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyReply } from 'fastify';

const FOLDER = join(__dirname, 'page');
/** What pages load; the pages themselves are shown by their own routes. */
const TYPES: Record<string, string> = { '.mjs': 'text/javascript', '.css': 'text/css' };

interface PageFile {
  type: string;
  text: string;
}

/** Only what lies in the folder when the process starts has a name here, so that no other path can be asked for. */
const FILES = new Map<string, PageFile>(
  readdirSync(FOLDER).map((name) => [
    name,
    { type: TYPES[extname(name)] ?? 'text/html', text: readFileSync(join(FOLDER, name), 'utf8') },
  ]),
);

/** A script or style of the pages. */
export function pageFile(name: string): PageFile | undefined {
  return extname(name) in TYPES ? FILES.get(name) : undefined;
}

export const pageHeaders = (type: string) => ({
  'content-type': `${type}; charset=utf-8`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

/** A page with the headers that let it load its own files and talk to this server, and nothing else. */
export function showPage(name: string, reply: FastifyReply): string {
  const nonce = randomBytes(16).toString('base64');
  void reply.headers({
    ...pageHeaders('text/html'),
    'content-security-policy': [
      `default-src 'none'`,
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      `connect-src 'self'`,
      `img-src data:`,
      `base-uri 'none'`,
      `form-action 'none'`,
      `frame-ancestors 'none'`,
    ].join('; '),
  });
  return FILES.get(name)!.text.replaceAll('{{nonce}}', nonce);
}
