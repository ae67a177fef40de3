import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Caller } from './caller';
import { credentialOf } from './credential-header';
import { Credentials } from './credentials';
import { Secrets } from './secrets';
import type { TokenClaims } from './tokens';

/** Tokens that this service issued. They die with the key that they were issued for. */
@Injectable()
export class TokenStrategy extends PassportStrategy(Strategy, 'token') {
  constructor(
    secrets: Secrets,
    private readonly credentials: Credentials,
  ) {
    super({ jwtFromRequest: credentialOf, secretOrKey: secrets.jwtSecret, algorithms: ['HS256'] });
  }

  async validate(claims: TokenClaims): Promise<Caller | false> {
    if (claims.exp === undefined) return false;
    const key = await this.credentials.byId(String(claims.sub));
    const scopes = new Set(String(claims.scope).split(' '));
    return key ? { ...key.caller, scopes, expiresAt: claims.exp * 1000 } : false;
  }
}
