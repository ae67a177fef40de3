import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The server's own secret, and keys derived from it for one purpose each. */
export class Secrets {
  constructor(readonly jwtSecret: string) {}

  /** A 256 bit key that is the same for every process with the same secret, and another for every purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.jwtSecret, 'quintet', purpose, 32));
  }

  /** Encrypts a text for storage, with the key of a purpose. */
  seal(purpose: string, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.derive(purpose), nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws Error for what was sealed with another secret, for another purpose, or changed since */
  open(purpose: string, text: string): string {
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv(CIPHER, this.derive(purpose), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}
