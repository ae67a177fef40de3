import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DefaultWorkspace } from './default-workspace';

/**
 * Makes the caller's default workspace before anything looks for it. A guard because guards run after the sign-in and
 * before the transaction of an Idempotency-Key, which may be rolled back.
 */
@Injectable()
export class DefaultWorkspaceGuard implements CanActivate {
  constructor(private readonly workspace: DefaultWorkspace) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.workspace.ensure(context.switchToHttp().getRequest<FastifyRequest>().user!);
    return true;
  }
}
