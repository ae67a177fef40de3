import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AlarmSourcesService } from './alarm-sources.service';
import type { AlarmSourceRow } from './alarm-sources.service';

declare module 'fastify' {
  interface FastifyRequest {
    /** The source whose secret is in the address. */
    alarmSource?: AlarmSourceRow;
  }
}

/** The address is the credential: whoever does not have it is refused before the body is read. */
@Injectable()
export class AlarmSourceGuard implements CanActivate {
  constructor(private readonly sources: AlarmSourcesService) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { secret: string } }>>();
    request.alarmSource = await this.sources.bySecret(request.params.secret);
    request.actingTenantId = request.alarmSource.tenant_id;
    return true;
  }
}
