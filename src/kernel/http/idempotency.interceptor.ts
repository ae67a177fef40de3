import { createHmac } from 'node:crypto';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom } from 'rxjs';
import { Secrets } from '../auth/secrets';
import { Database } from '../database/database';
import { Failure } from '../errors/failure';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is where the address, and no credential, tells. */
    actingTenantId?: string;
  }
}

const NOT_REMEMBERED = 'not-remembered';
/** What the server's secret is used for here. */
const PURPOSE = 'idempotency';

/** Leaves requests out of the memory for which the predicate holds, such as dry runs. */
export const NotRemembered = (when: (request: FastifyRequest) => boolean) => SetMetadata(NOT_REMEMBERED, when);

const APART = 'remembered-apart';

/**
 * For routes that wait for other services: the key is claimed before and the answer remembered afterwards, and no
 * transaction is held meanwhile. After a crash in the midst, a repetition does the work again once the claim is stale.
 */
export const RememberedApart = () => SetMetadata(APART, true);

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

/** A claim: status 0. Longer than any request takes. */
const CLAIM = {
  name: 'idempotency-claim',
  text: `INSERT INTO platform.idempotency_keys AS known (key, body_hash, status, headers) VALUES ($1, $2, 0, '{}')
    ON CONFLICT (key) DO UPDATE SET body_hash = $2, status = 0, headers = '{}', answer = NULL, created_at = now()
    WHERE known.created_at < now() - CASE known.status WHEN 0 THEN interval '5 minutes' ELSE interval '24 hours' END
    RETURNING true AS claimed`,
};
const DISCLAIM = {
  name: 'idempotency-disclaim',
  text: 'DELETE FROM platform.idempotency_keys WHERE key = $1 AND status = 0',
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
    if (request.method !== 'POST' || typeof key !== 'string' || key === '') return next.handle();
    const tenantId = request.user?.tenantId ?? request.actingTenantId;
    if (tenantId === undefined) return next.handle();
    // A streamed body goes by unread: there is nothing to tell a repetition by.
    if (!request.bodyHash) return next.handle();
    const skip = this.reflector.get<((request: FastifyRequest) => boolean) | undefined>(
      NOT_REMEMBERED,
      context.getHandler(),
    );
    if (skip?.(request)) return next.handle();
    const digest = createHmac('sha256', this.secrets.derive(PURPOSE))
      .update(JSON.stringify([tenantId, request.routeOptions.url, request.params, key]))
      .digest();
    const reply = http.getResponse<FastifyReply>();
    if (this.reflector.get<boolean | undefined>(APART, context.getHandler())) {
      return from(this.apart(digest, request, reply, next));
    }
    return from(this.database.transaction(() => this.once(digest, request, reply, next)));
  }

  private async apart(key: Buffer, request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const [claim] = await this.database.run(CLAIM, [key, request.bodyHash]);
    if (!claim) {
      const [known] = await this.database.run<Remembered>(FIND, [key]);
      if (!known) throw inFlight();
      return this.replay(known, request, reply);
    }
    try {
      return await this.workAndRemember(key, request, reply, next);
    } catch (error) {
      await this.database.run(DISCLAIM, [key]);
      throw error;
    }
  }

  private async once(key: Buffer, request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const [{ free }] = await this.database.run<{ free: boolean }>(TRY_LOCK, [key.readBigInt64BE(0).toString()]);
    if (!free) throw inFlight();
    const [known] = await this.database.run<Remembered>(FIND, [key]);
    return known ? this.replay(known, request, reply) : this.workAndRemember(key, request, reply, next);
  }

  private replay(known: Remembered, request: FastifyRequest, reply: FastifyReply): string | undefined {
    if (!known.body_hash.equals(request.bodyHash!)) throw new Failure('idempotency-mismatch');
    if (known.status === 0) throw inFlight();
    void reply.status(known.status).headers(known.headers);
    return known.answer === null ? undefined : this.secrets.open(PURPOSE, known.answer);
  }

  private async workAndRemember(
    key: Buffer,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
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

const inFlight = () =>
  new Failure('idempotency-in-flight', 'A request with this Idempotency-Key is still being processed');

/** An answer as it goes over the wire: a controller's text is sent as it is. */
function asSent(answer: unknown): string | undefined {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}
