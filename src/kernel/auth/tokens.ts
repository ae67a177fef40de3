import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Caller } from './caller';
import { Credentials, hashKey } from './credentials';

/** Seconds. */
export const TOKEN_LIFETIME = 3600;

export interface TokenClaims {
  sub: string;
  tenant: string;
  /** Joined by blanks. */
  scope: string;
  exp?: number;
}

export interface IssuedToken {
  token: string;
  scope: string;
}

/** Issues the one kind of token that all token endpoints hand out (RFC 6749, 4.4). */
@Injectable()
export class Tokens {
  constructor(
    private readonly credentials: Credentials,
    private readonly jwt: JwtService,
  ) {}

  /** For a client id (the key's id) and its secret (the key). Undefined when they do not belong together. */
  async forClient(id: string, secret: string): Promise<IssuedToken | undefined> {
    const key = await this.credentials.byId(id);
    return key && timingSafeEqual(key.hash, hashKey(secret)) ? this.forKey(secret) : undefined;
  }

  /** For an API key alone. Undefined when it is not a living one. */
  async forKey(secret: string): Promise<IssuedToken | undefined> {
    const key = await this.credentials.byKey(secret);
    if (!key) return undefined;
    const scope = [...key.caller.scopes].join(' ');
    const claims: TokenClaims = { sub: key.id, tenant: key.caller.tenantName, scope };
    return { token: await this.jwt.signAsync(claims), scope };
  }

  /** Who comes with a token that this service issued; undefined when it is not good, or its key is not any more. */
  async callerOf(token: string): Promise<Caller | undefined> {
    const claims = await this.jwt.verifyAsync<TokenClaims>(token, { algorithms: ['HS256'] }).catch(() => undefined);
    return claims && this.callerBy(claims);
  }

  /** As `callerOf`, for the claims of a token whose signature has been checked. */
  async callerBy({ sub, scope, exp }: TokenClaims): Promise<Caller | undefined> {
    if (exp === undefined) return undefined;
    const key = await this.credentials.byId(String(sub));
    return key && { ...key.caller, scopes: new Set(String(scope).split(' ')), expiresAt: exp * 1000 };
  }
}
