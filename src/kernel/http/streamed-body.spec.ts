import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { Body, Controller, Post } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../auth/caller';
import { Secrets } from '../auth/secrets';
import { Database } from '../database/database';
import { ApiSurfaces } from './api-surface';
import type { ApiSurface } from './api-surface';
import { BodyInterceptor, StreamedBody } from './body.interceptor';
import { FailureFilter } from './failure.filter';
import { HttpSettings } from './http-settings';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { keepBodiesUnread } from './request-hooks';

const surface: ApiSurface = {
  name: 'test',
  title: 'Test',
  description: 'Test.',
  prefixes: ['/test'],
  body: { maxBytes: 10, empty: {}, accepts: () => false, parse: () => ({}) },
  describe: ({ status, kind }) => ({ status, body: { kind } }),
};

@Controller('test')
class StreamController {
  @Post()
  @StreamedBody()
  async take(@Body() body: Readable): Promise<string> {
    return (await text(body)).toUpperCase();
  }
}

describe('a route that gets its body as a stream', () => {
  let app: NestFastifyApplication;
  const run = jest.fn();

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      controllers: [StreamController],
      providers: [
        HttpSettings,
        { provide: ApiSurfaces, useValue: new ApiSurfaces([], surface) },
        { provide: Database, useValue: { run, transaction: run } },
        { provide: Secrets, useValue: new Secrets('x'.repeat(32)) },
        { provide: APP_FILTER, useClass: FailureFilter },
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { bodyParser: false });
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    keepBodiesUnread(fastify);
    fastify.addHook('onRequest', (request, _reply, done) => {
      request.user = { tenantId: 'tenant' } as Caller;
      done();
    });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it('takes any type and size, and an Idempotency-Key makes no difference', async () => {
    const keyed: Record<string, string> = { 'idempotency-key': 'one' };
    for (const headers of [{}, keyed, keyed]) {
      const answer = await fetch(`${await app.getUrl()}/test`, {
        method: 'POST',
        headers: { 'content-type': 'text/odd', ...headers },
        body: 'x'.repeat(100_000),
      });
      expect([answer.status, await answer.text()]).toEqual([201, 'X'.repeat(100_000)]);
    }
    expect(run).not.toHaveBeenCalled();
  });
});
