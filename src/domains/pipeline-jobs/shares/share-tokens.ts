import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { Secrets } from '../../../kernel/auth/secrets';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 32;
const TOKEN = new RegExp(`^[A-Za-z0-9_-]{${((ID_BYTES + SIGNATURE_BYTES) * 4) / 3}}$`);

/** What a link proves itself with: the id of the shared job, and its HMAC with a key of this server. */
@Injectable()
export class ShareTokens {
  private readonly key: Buffer;

  constructor(secrets: Secrets) {
    this.key = secrets.derive('pipeline shared jobs');
  }

  /** The same at every call. */
  of(id: string): string {
    const bytes = Buffer.from(parse(id));
    return Buffer.concat([bytes, this.sign(bytes)]).toString('base64url');
  }

  /** The id, or undefined for a token that this server has not made. */
  read(token: string): string | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const id = bytes.subarray(0, ID_BYTES);
    return timingSafeEqual(bytes.subarray(ID_BYTES), this.sign(id)) ? stringify(id) : undefined;
  }

  private sign(id: Buffer): Buffer {
    return createHmac('sha256', this.key).update(id).digest();
  }
}
