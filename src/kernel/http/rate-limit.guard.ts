import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Settings } from '../config/settings';
import { Failure } from '../errors/failure';

/** Requests per second of one credential, counted by each process for itself. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiter?: RateLimiterMemory;

  constructor(private readonly settings: Settings) {
    const points = settings.RATE_LIMIT_PER_SECOND;
    if (points > 0) this.limiter = new RateLimiterMemory({ points, duration: 1 });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const subject = http.getRequest<FastifyRequest>().user?.subject;
    if (!this.limiter || subject === undefined) return true;
    const result = await this.limiter.consume(subject).catch((refused: unknown) => refused as RateLimiterRes);
    const seconds = Math.ceil(result.msBeforeNext / 1000);
    void http.getResponse<FastifyReply>().headers({
      'ratelimit-limit': this.settings.RATE_LIMIT_PER_SECOND,
      'ratelimit-remaining': Math.max(0, result.remainingPoints),
      'ratelimit-reset': seconds,
    });
    if (result.consumedPoints <= this.settings.RATE_LIMIT_PER_SECOND) return true;
    throw new Failure('rate-limited', undefined, { headers: { 'retry-after': String(Math.max(1, seconds)) } });
  }
}
