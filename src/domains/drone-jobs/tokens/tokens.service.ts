import { Injectable } from '@nestjs/common';
import { TOKEN_LIFETIME, Tokens } from '../../../kernel/auth/tokens';
import { DroneFailure } from '../refusals';
import type { DroneTokenDto, DroneTokenRequestDto } from './token.dto';

/** OAuth 2.0 client credentials, as the original does them. */
@Injectable()
export class TokensService {
  constructor(private readonly tokens: Tokens) {}

  /** @throws DroneFailure for another grant, and for a key that does not belong to the id */
  async grant({ grant_type, client_id, client_secret }: DroneTokenRequestDto): Promise<DroneTokenDto> {
    if (grant_type !== 'client_credentials') {
      throw new DroneFailure('invalid', 'Only client_credentials is supported', {
        error: 'unsupported_grant_type',
        details: { code: 'UNSUPPORTED_GRANT_TYPE', field: 'grant_type' },
      });
    }
    const issued = await this.tokens.forClient(client_id, client_secret);
    if (!issued) {
      const published = { error: 'invalid_client', details: { code: 'INVALID_CLIENT' } };
      const headers = { 'www-authenticate': 'Bearer' };
      throw new DroneFailure('unauthenticated', 'Invalid client credentials', published, { headers });
    }
    return { access_token: issued.token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME };
  }
}
