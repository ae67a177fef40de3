import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import type { Logger } from 'pino';
import { ApiSurfaces } from './api-surface';
import type { ApiSurface } from './api-surface';
import { clientErrorHandler, failureFor, pseudoRequest } from './client-errors';

const surface = (name: string, prefixes: string[], hostLabel?: string): ApiSurface => ({
  name,
  title: name,
  description: name,
  prefixes,
  hostLabel,
  body: { maxBytes: 1, empty: {}, accepts: () => true, parse: () => ({}) },
  describe: ({ status }) => ({ status, body: { name } }),
});
const surfaces = new ApiSurfaces(
  [surface('production', ['/api']), surface('scheduled', ['/scheduler'], 'scheduler')],
  surface('platform', ['']),
);

describe('what never became a request', () => {
  it.each([
    ['GET /api/jobs HTTP/1.1\r\nBad', 'production'],
    ['POST /scheduler/api HTTP/1.0\r\n', 'scheduled'],
    ['GET /api/jobs HTTP/1.1\r\nHost: scheduler.test\r\nContent-Length: x\r\n\r\n', 'scheduled'],
    ['GET /api/jobs HTTP/9.9\r\n', 'platform'],
    ['nonsense GET /api/jobs HTTP/1.1\r\n', 'platform'],
    ['GET http://x/api/jobs HTTP/1.1\r\n', 'platform'],
    ['GET /api/\u0000 HTTP/1.1\r\n', 'platform'],
    ['', 'platform'],
  ])('%j belongs to %s', (bytes, name) => {
    expect(surfaces.serving(pseudoRequest(surfaces, Buffer.from(bytes))).name).toBe(name);
  });

  it('belongs to no domain where nothing of it is known', () => {
    expect(surfaces.serving(pseudoRequest(surfaces)).name).toBe('platform');
  });

  it.each([
    ['HPE_HEADER_OVERFLOW', 431, 'Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'Request Timeout'],
    ['HPE_INVALID_METHOD', 400, 'Bad Request'],
  ])('%s is %d', (code, status, message) => expect(failureFor(code)).toMatchObject({ status, message }));

  it('is answered once, in however many pieces Node tells of it', () => {
    const write = jest.fn();
    const state = { destroyed: false, writable: true, writableEnded: false, bytesRead: 1 };
    const destroySoon = jest.fn(() => void Object.assign(socket, { writable: false, writableEnded: true }));
    const socket = Object.assign(state, { write, destroySoon: destroySoon as () => void });
    const handler = clientErrorHandler(surfaces, { info: () => undefined } as unknown as Logger);
    const error = { code: 'HPE_INVALID_URL' } as ConnectionError;
    for (let piece = 0; piece < 3; piece++) handler(error, socket as unknown as Socket);
    expect([write, destroySoon].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });
});
