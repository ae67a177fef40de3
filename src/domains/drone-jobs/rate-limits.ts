import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Credentials } from '../../kernel/auth/credentials';
import { Failure } from '../../kernel/errors/failure';
import { DroneSettings } from './drone-settings';

const TOKENS_PER_SECOND = 50;
/** Token requests above the rate that are let through, in this many seconds. */
const TOKEN_BURST = { points: 50, duration: 10 };

type Limiter = Pick<RateLimiterMemory, 'consume'> | BurstyRateLimiter;

/** Counts a request and tells the client how it stands. @throws Failure `rate-limited` */
async function count(limiter: Limiter, limit: number, key: string, reply: FastifyReply): Promise<true> {
  let refused = false;
  const result = await limiter.consume(key).catch((rejection: RateLimiterRes) => {
    refused = true;
    return rejection;
  });
  void reply.headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': Math.max(0, result.remainingPoints),
    'x-ratelimit-reset': Math.ceil((Date.now() + result.msBeforeNext) / 1000),
  });
  if (!refused) return true;
  const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
  throw new Failure('rate-limited', undefined, { headers: { 'retry-after': String(seconds) } });
}

/** Requests of a credential per minute, counted by each process for itself. */
abstract class MinuteGuard implements CanActivate {
  private readonly limiter?: RateLimiterMemory;

  constructor(points: number) {
    if (points > 0) this.limiter = new RateLimiterMemory({ points, duration: 60 });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const { subject } = http.getRequest<FastifyRequest>().user!;
    return !this.limiter || count(this.limiter, this.limiter.points, subject, http.getResponse<FastifyReply>());
  }
}

/** Jobs that a credential creates. */
@Injectable()
export class CreateRateGuard extends MinuteGuard {
  constructor({ DRONE_RATE_CREATE_PER_MIN }: DroneSettings) {
    super(DRONE_RATE_CREATE_PER_MIN);
  }
}

/** Shares that a credential creates. */
@Injectable()
export class ShareRateGuard extends MinuteGuard {
  constructor({ DRONE_RATE_SHARE_PER_MIN }: DroneSettings) {
    super(DRONE_RATE_SHARE_PER_MIN);
  }
}

/** Token requests of a key, or of an address that sends none that lives; counted by each process for itself. */
@Injectable()
export class TokenRateGuard implements CanActivate {
  private readonly limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ points: TOKENS_PER_SECOND, duration: 1 }),
    new RateLimiterMemory({ ...TOKEN_BURST, keyPrefix: 'burst' }),
  );

  constructor(private readonly credentials: Credentials) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const { headers, ip } = http.getRequest<FastifyRequest>();
    const given = headers['x-api-key'];
    const key = typeof given === 'string' ? await this.credentials.byKey(given) : undefined;
    return count(this.limiter, TOKENS_PER_SECOND, key?.id ?? ip, http.getResponse<FastifyReply>());
  }
}
