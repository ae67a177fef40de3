import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Caller } from './caller';
import { credentialOf } from './credential-header';
import { Secrets } from './secrets';
import { Tokens } from './tokens';
import type { TokenClaims } from './tokens';

/** Tokens that this service issued. They die with the key that they were issued for. */
@Injectable()
export class TokenStrategy extends PassportStrategy(Strategy, 'token') {
  constructor(
    secrets: Secrets,
    private readonly tokens: Tokens,
  ) {
    super({ jwtFromRequest: credentialOf, secretOrKey: secrets.jwtSecret, algorithms: ['HS256'] });
  }

  async validate(claims: TokenClaims): Promise<Caller | false> {
    return (await this.tokens.callerBy(claims)) ?? false;
  }
}
