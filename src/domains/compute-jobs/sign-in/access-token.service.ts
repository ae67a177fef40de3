import { Injectable } from '@nestjs/common';
import { TOKEN_LIFETIME, Tokens } from '../../../kernel/auth/tokens';
import { Failure } from '../../../kernel/errors/failure';
import { Fields } from '../requests/fields';
import type { ComputeAccessTokenDto } from './access-token.dto';

@Injectable()
export class AccessTokenService {
  constructor(private readonly tokens: Tokens) {}

  /** @throws Failure `body-not-object`, `invalid`, `unauthenticated` */
  async issue(body: unknown): Promise<ComputeAccessTokenDto> {
    const fields = Fields.of(body);
    const apiKey = fields.requiredText('apiKey');
    fields.violations.refuse(['apiKey']);
    const issued = await this.tokens.forKey(apiKey!);
    if (issued) return { token: issued.token, expiresIn: String(TOKEN_LIFETIME), scope: issued.scope };
    throw new Failure('unauthenticated', undefined, {
      headers: { 'www-authenticate': 'Bearer' },
      data: { credential: true },
    });
  }
}
