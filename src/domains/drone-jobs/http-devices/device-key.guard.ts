import { applyDecorators, createParamDecorator, Injectable, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { credentialOf } from '../../../kernel/auth/credential-header';
import { hashKey } from '../../../kernel/auth/credentials';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import type { DeviceRef } from '../device-protocol/messages';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes of devices. */
    device?: DeviceRef;
  }
}

const FIND = {
  name: 'drone-device-by-credential',
  text: 'SELECT tenant_id AS "tenantId", id AS "deviceId" FROM drone.devices WHERE credential_hash = $1',
};

@Injectable()
class DeviceKeyGuard implements CanActivate {
  constructor(private readonly database: Database) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = credentialOf(request.raw);
    const [device] = credential?.startsWith('dk_')
      ? await this.database.run<DeviceRef>(FIND, [hashKey(credential)])
      : [];
    if (!device) throw new Failure('unauthenticated', undefined, { headers: { 'www-authenticate': 'Bearer' } });
    request.device = device;
    return true;
  }
}

/** Routes for devices, which sign in with the credential that they got when they enrolled. */
export const ForDevices = () => applyDecorators(Public(), UseGuards(DeviceKeyGuard));

/** The device that calls, as a controller's parameter. */
export const CurrentDevice = createParamDecorator(
  (_: unknown, context: ExecutionContext): DeviceRef => context.switchToHttp().getRequest<FastifyRequest>().device!,
);
