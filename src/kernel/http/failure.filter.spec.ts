import { BadRequestException, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueryFailedError } from 'typeorm';
import { Failure } from '../errors/failure';
import { ApiSurfaces } from './api-surface';
import type { ApiSurface } from './api-surface';
import { FailureFilter } from './failure.filter';

const surface = (name: string, prefixes: string[], contentType?: string): ApiSurface => ({
  name,
  title: name,
  description: name,
  prefixes,
  body: { maxBytes: 1, empty: {}, accepts: () => true, parse: () => ({}) },
  describe: ({ kind, status, message }) => ({
    status,
    body: { name, kind, message },
    headers: { 'x-surface': name },
    contentType,
  }),
});

const surfaces = new ApiSurfaces(
  [surface('production', ['/api'])],
  surface('platform', [''], 'application/problem+json'),
);
const filter = new FailureFilter(surfaces);

/** What a client would see of an error. */
function answerTo(error: unknown, url = '/api/jobs', route: string | undefined = url) {
  const seen: { status?: number; headers?: Record<string, string>; type?: string; text?: string } = {};
  const reply = {
    sent: false,
    status: (status: number) => keep({ status }),
    headers: (headers: Record<string, string>) => keep({ headers }),
    type: (type: string) => keep({ type }),
    send: (text: string) => keep({ text }),
  };
  const keep = (part: typeof seen) => {
    Object.assign(seen, part);
    return reply;
  };
  const request = { id: 'req-1', url, routeOptions: { url: route } };
  const host = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) };
  filter.catch(error, host as unknown as ArgumentsHost);
  return { ...seen, body: JSON.parse(seen.text!) as { name: string; kind: string; message: string } };
}

const ofFastify = (statusCode: number) => Object.assign(new Error('inner text'), { code: 'FST_ERR_X', statusCode });
const ofAnother = (statusCode: number) => Object.assign(new Error('inner text'), { statusCode });
const postgres = (code: string) =>
  new QueryFailedError('SELECT secret', ['s3cret'], Object.assign(new Error('inner text'), { code }));

describe('FailureFilter', () => {
  let logged: jest.SpyInstance;

  beforeEach(() => {
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });

  afterEach(() => logged.mockRestore());

  it('answers a failure in the words of its surface', () => {
    expect(answerTo(new Failure('not-found', 'No such job', { headers: { 'retry-after': '1' } }))).toMatchObject({
      status: 404,
      type: 'application/json; charset=utf-8',
      headers: { 'x-request-id': 'req-1', 'retry-after': '1', 'x-surface': 'production' },
      body: { name: 'production', kind: 'not-found', message: 'No such job' },
    });
    expect(answerTo(new Failure('conflict'), '/elsewhere')).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { name: 'platform' },
    });
  });

  it.each([
    ['an unknown route', new NotFoundException(), 404, 'route-not-found'],
    ['405 of Fastify', ofFastify(405), 404, 'route-not-found'],
    ['413 of Fastify', ofFastify(413), 413, 'payload-too-large'],
    ['415 of Fastify', ofFastify(415), 415, 'unsupported-media-type'],
    ['414 of Fastify', ofFastify(414), 404, 'route-not-found'],
    ['400 of Fastify', ofFastify(400), 404, 'route-not-found'],
    ['503 of Fastify', ofFastify(503), 500, 'internal'],
    ['400 of Nest', new BadRequestException('inner text'), 404, 'route-not-found'],
    ['500 of Nest', new HttpException('inner text', 500), 500, 'internal'],
    ['404 of a service that was called', ofAnother(404), 500, 'internal'],
    ['an error', new TypeError('inner text'), 500, 'internal'],
    ['a broken rule of the database', postgres('23505'), 500, 'internal'],
    ['a missing table', postgres('42P01'), 500, 'internal'],
    ['a database that shuts down', postgres('57P01'), 503, 'unavailable'],
    ['a database that is gone', Object.assign(new Error('inner text'), { code: 'ECONNREFUSED' }), 503, 'unavailable'],
    ['a text', 'inner text', 500, 'internal'],
    ['nothing', undefined, 500, 'internal'],
    ['null', null, 500, 'internal'],
    ['an object', { message: 'inner text', stack: 'inner text' }, 500, 'internal'],
  ])('answers %s with its kind and nothing of what it says', (_what, error, status, kind) => {
    const answer = answerTo(error);
    expect(answer).toMatchObject({ status, body: { kind, message: kind } });
    expect(answer.text).not.toMatch(/inner text|s3cret/);
  });

  it('logs what is the fault of the service, with the request id, and nothing else', () => {
    const error = new Error('broken');
    answerTo(error);
    expect(logged).toHaveBeenCalledWith({ err: error, requestId: 'req-1' }, 'request failed');
    logged.mockClear();
    answerTo(new Failure('not-found'));
    answerTo(ofFastify(413));
    answerTo(new Failure('not-offered'));
    expect(logged).not.toHaveBeenCalled();
  });

  it('knows the surface by the route, and by the URL where there is none', () => {
    expect(answerTo(new Error(), '/%61pi/jobs', '/api/jobs').body.name).toBe('production');
    expect(answerTo(new Error(), '/api/nothing', undefined).body.name).toBe('production');
    expect(answerTo(new Error(), '/nothing', undefined).body.name).toBe('platform');
  });

  it('says nothing after an answer that is on its way', () => {
    const reply = { sent: true, status: jest.fn() };
    const request = { id: 'req-1', url: '/', routeOptions: {} };
    filter.answer(new Error(), request as FastifyRequest, reply as unknown as FastifyReply);
    expect(reply.status).not.toHaveBeenCalled();
  });
});
