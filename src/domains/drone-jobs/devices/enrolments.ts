import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashKey } from '../../../kernel/auth/credentials';
import { Database } from '../../../kernel/database/database';
import { zulu } from '../instants';
import type { EnrolmentDto } from './device.dto';
import { ADD_TOKEN, VOID_TOKENS } from './device.statements';

const TOKEN_BYTES = 32;

/** Hands out the tokens that devices enrol with. */
@Injectable()
export class Enrolments {
  constructor(private readonly database: Database) {}

  /** A token for a device that is there and locked; those that it has not used end. It is shown once, kept hashed. */
  async issue(tenantId: string, deviceId: string): Promise<EnrolmentDto> {
    const token = `et_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    await this.database.run(VOID_TOKENS, [tenantId, deviceId]);
    const [row] = await this.database.run<{ expires_at: Date }>(ADD_TOKEN, [tenantId, deviceId, hashKey(token)]);
    return { token, expiresAt: zulu(row.expires_at) };
  }
}
