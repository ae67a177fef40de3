import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashKey } from '../../../kernel/auth/credentials';
import { Database } from '../../../kernel/database/database';
import { MqttEndpoint } from '../broker/mqtt-endpoint';
import { deviceTopics } from '../broker/topics';
import { zulu } from '../instants';
import { Presence } from '../presence/presence';
import { DroneFailure } from '../refusals';
import type { EnrolmentDto } from './device.dto';
import * as sql from './device.statements';
import type { EnrolledDeviceDto } from './enrol.dto';

const SECRET_BYTES = 32;

const newSecret = (kind: 'et' | 'dk') => `${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;

const refused = () =>
  new DroneFailure(
    'unauthenticated',
    'Enrolment token is invalid, used or expired',
    { error: 'INVALID_TOKEN', details: { code: 'INVALID_TOKEN' } },
    { headers: { 'www-authenticate': 'Bearer' } },
  );

/** Hands out the tokens that devices enrol with, and takes them back for credentials. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly database: Database,
    private readonly presence: Presence,
    private readonly endpoint: MqttEndpoint,
  ) {}

  /** A token for a device that is there and locked; those that it has not used end. It is shown once, kept hashed. */
  async issue(tenantId: string, deviceId: string): Promise<EnrolmentDto> {
    const token = newSecret('et');
    await this.database.run(sql.VOID_TOKENS, [tenantId, deviceId]);
    const [row] = await this.database.run<{ expires_at: Date }>(sql.ADD_TOKEN, [tenantId, deviceId, hashKey(token)]);
    return { token, expiresAt: zulu(row.expires_at) };
  }

  /**
   * A new credential for the device of the token, which is used up; connections with the former one end.
   * @throws DroneFailure 401
   */
  async redeem(token: string): Promise<Omit<EnrolledDeviceDto, 'success'>> {
    const hash = hashKey(token);
    const credential = newSecret('dk');
    const [found] = await this.database.run<{ tenant_id: string; device_id: string }>(sql.FIND_TOKEN, [hash]);
    if (!found) throw refused();
    const { tenant_id: tenantId, device_id: deviceId } = found;
    const deviceGroupId = await this.database.transaction(async () => {
      await this.database.run(sql.LOCK_DEVICE, [tenantId, deviceId]);
      const [used] = await this.database.run(sql.USE_TOKEN, [tenantId, hash]);
      if (!used) throw refused();
      const values = [tenantId, deviceId, hashKey(credential)];
      const [device] = await this.database.run<{ group_id: string }>(sql.SET_CREDENTIAL, values);
      await this.presence.cut({ tenantId, deviceId });
      return device.group_id;
    });
    const mqtt = {
      ...this.endpoint.describe(),
      clientId: deviceId,
      username: deviceId,
      ...deviceTopics(deviceId),
    };
    return { deviceId, deviceGroupId, credential, mqtt };
  }
}
