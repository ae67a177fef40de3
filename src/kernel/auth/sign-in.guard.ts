import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../errors/failure';
import { ApiSurfaces } from '../http/api-surface';
import { ACCESS, PUBLIC, SCOPE } from './access';

/** What a credential is judged by, one after the other. */
export const STRATEGIES = ['api-key', 'token', 'identity-provider'];

/** The one guard in front of every route: a credential first, then its scope. */
@Injectable()
export class SignInGuard extends AuthGuard(STRATEGIES) {
  constructor(
    private readonly reflector: Reflector,
    private readonly surfaces: ApiSurfaces,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.metadata<boolean>(PUBLIC, context)) return true;
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const scope = this.scopeOf(request, context);
    if (scope !== null && !request.user!.scopes.has(scope))
      throw new Failure('forbidden', undefined, { data: { scope } });
    return true;
  }

  override handleRequest<Caller>(
    error: unknown,
    caller: Caller | false,
    _info: unknown,
    context: ExecutionContext,
  ): Caller {
    if (error) throw error;
    if (caller) return caller;
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    throw new Failure('unauthenticated', undefined, {
      headers: { 'www-authenticate': 'Bearer' },
      data: { credential: headers.authorization !== undefined },
    });
  }

  private scopeOf(request: FastifyRequest, context: ExecutionContext): string | null {
    const scope = this.metadata<string | null>(SCOPE, context);
    if (scope !== undefined) return scope;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const access = this.metadata<string>(ACCESS, context) ?? (reads ? 'read' : 'write');
    return `${this.surfaces.serving(request).name}:${access}`;
  }

  private metadata<T>(key: string, context: ExecutionContext): T | undefined {
    return this.reflector.getAllAndOverride<T>(key, [context.getHandler(), context.getClass()]);
  }
}
