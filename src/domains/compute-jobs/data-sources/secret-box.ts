import { Injectable } from '@nestjs/common';
import { Secrets } from '../../../kernel/auth/secrets';
import { ComputeSettings } from '../compute.settings';

const PURPOSE = 'compute secrets';

/** Seals secrets that users give, by `COMPUTE_SECRET_KEY` where it is set, else by the server's own secret. */
@Injectable()
export class SecretBox {
  private readonly secrets: Secrets;

  constructor(secrets: Secrets, { COMPUTE_SECRET_KEY }: ComputeSettings) {
    this.secrets = COMPUTE_SECRET_KEY === undefined ? secrets : new Secrets(COMPUTE_SECRET_KEY);
  }

  seal(text: string): string {
    return this.secrets.seal(PURPOSE, text);
  }

  /** @throws Error when the text was sealed with another key, or changed since */
  open(sealed: string): string {
    return this.secrets.open(PURPOSE, sealed);
  }
}
