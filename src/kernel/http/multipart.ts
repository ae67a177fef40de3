import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Busboy } from '@fastify/busboy';
import { Failure } from '../errors/failure';

/** What a form may have; its bytes in all are bounded by the limit of the route's body. */
const LIMITS = {
  parts: 20,
  fieldNameSize: 200,
  /** Bytes of a part that is no file. */
  fieldSize: 2 * 1024 * 1024,
  headerPairs: 20,
  headerSize: 16 * 1024,
};

/** Bytes that are looked at in one go: others wait meanwhile. */
const PIECE = 1024 * 1024;

/** A part with a file name. */
export class FilePart {
  constructor(
    /** As the client names it, without a path. */
    readonly name: string,
    readonly bytes: Buffer,
  ) {}
}

/** A form by the names of its parts; of several with one name the last counts. */
export type Multipart = Record<string, string | FilePart>;

/**
 * Reads a `multipart/form-data` body (RFC 7578).
 * @param contentType the whole header: it names the boundary
 * @throws Failure `bad-request` when it is not one, `payload-too-large` when it has too many or too large parts
 */
export async function readMultipart(body: Buffer, contentType: string): Promise<Multipart> {
  const parts: [name: string, part: string | FilePart][] = [];
  await new Promise<void>((finished, failed) => {
    const tooLarge = () => failed(new Failure('payload-too-large', undefined, { data: { limit: LIMITS.fieldSize } }));
    const malformed = () => failed(new Failure('bad-request', 'Body is not valid multipart form data'));
    let busboy: Writable;
    try {
      busboy = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS, isPartAFile })
        .on('field', (name, value, _, truncated) => {
          if (truncated) tooLarge();
          parts.push([name, value]);
        })
        .on('file', (name, stream, fileName) => {
          const chunks: Buffer[] = [];
          // Its place is taken now: the end comes after parts that follow.
          const at = parts.push([name, '']) - 1;
          stream
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => (parts[at][1] = new FilePart(fileName, Buffer.concat(chunks))))
            .on('error', malformed);
        })
        .on('partsLimit', tooLarge)
        .on('error', malformed)
        .on('finish', finished);
    } catch {
      return malformed();
    }
    Readable.from(piecesOf(body)).pipe(busboy);
  });
  return Object.fromEntries(parts);
}

/** What tells a form from another one: the boundary that a client drew for it does not. */
export async function hashOfMultipart(form: Multipart): Promise<Buffer> {
  const hash = createHash('sha256');
  for (const [name, part] of Object.entries(form)) {
    const [fileName, content] = part instanceof FilePart ? [part.name, part.bytes] : [null, Buffer.from(part)];
    hash.update(JSON.stringify([name, fileName, content.length]));
    for await (const piece of piecesOf(content)) hash.update(piece);
  }
  return hash.digest();
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (at > 0) await setImmediate();
    yield bytes.subarray(at, at + PIECE);
  }
}

const isPartAFile = (_name: unknown, _type: unknown, fileName: string | undefined) => fileName !== undefined;
