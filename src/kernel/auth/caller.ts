import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who sent a request: what a credential carries. */
export interface Caller {
  tenantId: string;
  tenantName: string;
  /** The API key's id, or the subject of an identity provider's token. */
  subject: string;
  /** The API key's name; an identity provider's subject otherwise. */
  displayName: string;
  scopes: ReadonlySet<string>;
  /** Issuer of the token, for tokens of an identity provider. */
  issuer?: string;
  /** When the token ends, in milliseconds since the epoch; not set for API keys. */
  expiresAt?: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    user?: Caller;
  }
}

/** The caller, as a controller's parameter. Only usable on routes that are not public. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<FastifyRequest>().user!;
});
