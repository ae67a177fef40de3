import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../errors/failure';
import type { ApiSurfaces } from './api-surface';
import { requestIdOf } from './request-hooks';

/** What Node refuses before there is a request, by the code of its error. */
const REFUSALS: Record<string, Failure> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Failure('invalid', 'The request took too long to arrive', { status: 408 }),
  HPE_HEADER_OVERFLOW: new Failure('invalid', 'The URL and the headers of the request are too long', { status: 431 }),
};
const NO_HTTP = new Failure('invalid', 'The request is not valid HTTP', { status: 400 });

/**
 * Makes the answer to what is no HTTP request, in the shape for what belongs to no domain. It says that the connection
 * ends, which Fastify's own does not: a client would send its next request there, and lose it.
 */
export function clientErrorAnswerer(surfaces: ApiSurfaces) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const id = requestIdOf({ headers: {} });
    const request = { id, method: '', url: '', originalUrl: '' } as FastifyRequest;
    const failure = REFUSALS[error.code ?? ''] ?? NO_HTTP;
    const { status, body, contentType } = surfaces.of('').describe(failure, request);
    const text = JSON.stringify(body);
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `x-request-id: ${id}`,
      `content-type: ${contentType}`,
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
  };
}
