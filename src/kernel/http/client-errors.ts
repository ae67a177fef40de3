import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Failure } from '../errors/failure';
import type { ApiSurfaces } from './api-surface';
import { takesItsTime } from './body-stream';
import { requestIdOf } from './request-hooks';

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
/** The start of a request that can be told apart: nothing before it, and a path that holds nothing odd. */
const HEAD = /^([A-Z]{1,20}) (\/[\x21-\x7e]*)(?: HTTP\/1\.[01]\r?\n|$)/;
const HOST = /\r\nhost: *([A-Za-z0-9.:-]{1,255})\r\n/i;
/** Where the head of a request is looked for, in bytes. */
const HEAD_BYTES = 16_384;

/**
 * Answers what never became a request (no HTTP, a head beyond all measure, one that does not end) in the shape of the
 * surface that it was meant for, where its first bytes tell.
 */
export function clientErrorHandler(
  surfaces: ApiSurfaces,
  logger: Logger,
): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    // Node tells again of every piece that follows what it could not read.
    if (error.code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && takesItsTime(socket)) return;
    // Clients open connections ahead: an answer on one that was never used would be taken for that to its first request.
    const unused = socket.bytesRead === 0;
    if (socket.writable && !unused && !hasAnswered(socket)) {
      const failure = failureFor(error.code);
      const request = pseudoRequest(surfaces, error.rawPacket as unknown as Buffer | undefined);
      logger.info({ requestId: request.id, code: error.code, status: failure.status }, 'request refused');
      socket.write(answerOf(surfaces, failure, request));
    }
    socket.destroySoon();
  };
}

/** Whether the answer to the request under way has begun: another head in its midst would be read as part of it. */
function hasAnswered(socket: Socket): boolean {
  return (socket as Socket & { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent ?? false;
}

export function failureFor(code: string): Failure {
  const status = STATUS[code] ?? 400;
  return new Failure('bad-request', STATUS_CODES[status], { status });
}

/** As much of a request as its first bytes tell; a path of no surface where they tell nothing. */
export function pseudoRequest(surfaces: ApiSurfaces, bytes?: Buffer): FastifyRequest {
  const head = bytes?.toString('latin1', 0, HEAD_BYTES) ?? '';
  const [, method = '', path = '/'] = HEAD.exec(head) ?? [];
  const url = surfaces.rewrite(path, HOST.exec(head)?.[1]);
  return { id: requestIdOf({ headers: {} }), method, url, originalUrl: path, routeOptions: {} } as FastifyRequest;
}

function answerOf(surfaces: ApiSurfaces, failure: Failure, request: FastifyRequest): string {
  const { status, body, contentType } = surfaces.serving(request).describe(failure, request);
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `x-request-id: ${request.id}`,
    `content-type: ${contentType ?? 'application/json; charset=utf-8'}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}
