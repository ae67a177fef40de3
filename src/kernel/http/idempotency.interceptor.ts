import { createHmac } from 'node:crypto';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom } from 'rxjs';
import { Secrets } from '../auth/secrets';
import { Database } from '../database/database';
import { Failure } from '../errors/failure';

const NOT_REMEMBERED = 'not-remembered';
/** What the server's secret is used for here. */
const PURPOSE = 'idempotency';

/** Leaves requests out of the memory for which the predicate holds, such as dry runs. */
export const NotRemembered = (when: (request: FastifyRequest) => boolean) => SetMetadata(NOT_REMEMBERED, when);

const TRY_LOCK = {
  name: 'idempotency-lock',
  text: 'SELECT pg_try_advisory_xact_lock($1::bigint) AS free',
};
const FIND = {
  name: 'idempotency-find',
  text: `SELECT body_hash, status, headers, answer FROM platform.idempotency_keys
    WHERE key = $1 AND created_at > now() - interval '24 hours'`,
};
const REMEMBER = {
  name: 'idempotency-remember',
  text: `INSERT INTO platform.idempotency_keys (key, body_hash, status, headers, answer) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (key) DO UPDATE SET body_hash = $2, status = $3, headers = $4, answer = $5, created_at = now()`,
};

/** Answer headers that belong to the answer and not to the request that happened to get it. */
const KEPT_HEADERS = ['location', 'etag', 'content-type'];

interface Remembered {
  body_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  answer: string | null;
}

/**
 * `Idempotency-Key` on POST: the work and the memory of its answer are one transaction, so a repetition after a crash
 * either finds the answer or does the work, never half of both. Answers may hold secrets that are shown once, so they
 * are kept encrypted.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler) {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || key === '' || !request.user) return next.handle();
    const skip = this.reflector.get<((request: FastifyRequest) => boolean) | undefined>(
      NOT_REMEMBERED,
      context.getHandler(),
    );
    if (skip?.(request)) return next.handle();
    const digest = createHmac('sha256', this.secrets.derive(PURPOSE))
      .update(JSON.stringify([request.user.tenantId, request.routeOptions.url, request.params, key]))
      .digest();
    return from(this.database.transaction(() => this.once(digest, request, http.getResponse<FastifyReply>(), next)));
  }

  private async once(key: Buffer, request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const [{ free }] = await this.database.run<{ free: boolean }>(TRY_LOCK, [key.readBigInt64BE(0).toString()]);
    if (!free)
      throw new Failure('idempotency-in-flight', 'A request with this Idempotency-Key is still being processed');
    const [known] = await this.database.run<Remembered>(FIND, [key]);
    if (known) {
      if (!known.body_hash.equals(request.bodyHash!)) throw new Failure('idempotency-mismatch');
      void reply.status(known.status).headers(known.headers);
      return known.answer === null ? undefined : this.secrets.open(PURPOSE, known.answer);
    }
    const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    if (answer !== undefined && !reply.hasHeader('content-type')) void reply.type('application/json; charset=utf-8');
    const text = asSent(answer);
    const sealed = text === undefined ? null : this.secrets.seal(PURPOSE, text);
    const headers = Object.fromEntries(
      KEPT_HEADERS.filter((name) => reply.hasHeader(name)).map((name) => [name, String(reply.getHeader(name))]),
    );
    await this.database.run(REMEMBER, [key, request.bodyHash, reply.statusCode, JSON.stringify(headers), sealed]);
    return text;
  }
}

/** An answer as it goes over the wire: a controller's text is sent as it is. */
function asSent(answer: unknown): string | undefined {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}
