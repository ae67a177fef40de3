import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../../kernel/auth/secrets';

const PURPOSE = 'webhook secrets';
const PREFIX = 'whsec_';
const [MIN_BYTES, MAX_BYTES, NEW_BYTES] = [24, 64, 32];

/** Whether a text is a secret in the form of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
export function isWebhookSecret(value: unknown): value is string {
  if (typeof value !== 'string' || !value.startsWith(PREFIX) || value.length > 100) return false;
  const text = value.slice(PREFIX.length);
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text && bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES;
}

/** The secrets that deliveries are signed with, encrypted with a key that the database does not have. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly secrets: Secrets) {}

  make(): string {
    return PREFIX + randomBytes(NEW_BYTES).toString('base64');
  }

  seal(secret: string): string {
    return this.secrets.seal(PURPOSE, secret);
  }

  /** Leaves out what was sealed with another secret of the server. */
  open(sealed: string[]): string[] {
    return sealed.flatMap((one) => {
      try {
        return this.secrets.open(PURPOSE, one);
      } catch {
        return [];
      }
    });
  }
}
