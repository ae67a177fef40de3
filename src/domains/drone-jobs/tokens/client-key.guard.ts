import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Credentials } from '../../../kernel/auth/credentials';
import { DroneFailure } from '../refusals';

/** The original's gateway wants a key of its own before it looks at a request: any living API key. */
@Injectable()
export class ClientKeyGuard implements CanActivate {
  constructor(private readonly credentials: Credentials) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers['x-api-key'];
    if (typeof key === 'string' && (await this.credentials.byKey(key))) return true;
    throw new DroneFailure('forbidden', 'x-api-key is missing or invalid', {
      error: 'access_denied',
      details: { code: 'ACCESS_DENIED' },
    });
  }
}
