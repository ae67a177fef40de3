import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../../kernel/auth/secrets';
import { ComputeSettings } from '../compute.settings';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals texts that the database must not be able to read: AES-256-GCM, as base64url of nonce, tag and ciphertext. */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(secrets: Secrets, { COMPUTE_SECRET_KEY }: ComputeSettings) {
    const master = COMPUTE_SECRET_KEY === undefined ? secrets : new Secrets(COMPUTE_SECRET_KEY);
    this.key = master.derive('compute secrets');
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws Error when the text was sealed with another key, or changed since */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}
