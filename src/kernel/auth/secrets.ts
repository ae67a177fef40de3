import { hkdfSync } from 'node:crypto';

/** The server's own secret, and keys derived from it for one purpose each. */
export class Secrets {
  constructor(readonly jwtSecret: string) {}

  /** A 256 bit key that is the same for every process with the same secret, and another for every purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.jwtSecret, 'quintet', purpose, 32));
  }
}
