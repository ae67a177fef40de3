import { Injectable } from '@nestjs/common';
import { TOKEN_LIFETIME, Tokens } from '../../kernel/auth/tokens';
import { isJsonObject } from '../../kernel/http/json';
import type { TokenDto, TokenErrorDto } from './tokens.dto';

export type TokenAnswer = { status: 200; body: TokenDto } | { status: 400 | 401; body: TokenErrorDto };

function refuse(status: 400 | 401, error: string, error_description: string): TokenAnswer {
  return { status, body: { error, error_description } };
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4): an API key's id and the key itself buy a token. */
@Injectable()
export class TokensService {
  constructor(private readonly tokens: Tokens) {}

  async grant(body: unknown, authorization: string | undefined): Promise<TokenAnswer> {
    const request = isJsonObject(body) ? body : {};
    const { id, secret } = basicCredentials(authorization) ?? { id: request.client_id, secret: request.client_secret };
    if (typeof request.grant_type !== 'string') return refuse(400, 'invalid_request', 'grant_type is required');
    if (request.grant_type !== 'client_credentials') {
      return refuse(400, 'unsupported_grant_type', 'Only client_credentials is supported');
    }
    if (typeof id !== 'string' || typeof secret !== 'string') {
      return refuse(400, 'invalid_request', 'client_id and client_secret are required');
    }
    const issued = await this.tokens.forClient(id, secret);
    if (!issued) return refuse(401, 'invalid_client', 'Invalid client credentials');
    return {
      status: 200,
      body: { access_token: issued.token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME, scope: issued.scope },
    };
  }
}

function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  const match = /^basic\s+([A-Za-z0-9+/=]+)$/i.exec(header ?? '');
  if (!match) return undefined;
  const [id, ...rest] = Buffer.from(match[1], 'base64').toString('utf8').split(':');
  return { id, secret: rest.join(':') };
}
