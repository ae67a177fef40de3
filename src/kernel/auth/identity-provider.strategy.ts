import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings';
import type { Caller } from './caller';
import { credentialOf } from './credential-header';
import { Tenants } from './tenants';

const TENANT_NAME = /^\P{Cc}{1,100}$/u;

/** Tokens of an identity provider, checked against its published keys (JWKS). */
@Injectable()
export class IdentityProviderStrategy extends PassportStrategy(Strategy, 'identity-provider') {
  constructor(
    private readonly settings: Settings,
    private readonly tenants: Tenants,
  ) {
    super({
      jwtFromRequest: settings.JWKS_URI ? credentialOf : () => null,
      secretOrKeyProvider: passportJwtSecret({
        jwksUri: settings.JWKS_URI ?? 'https://unset.invalid',
        cache: true,
        rateLimit: true,
      }),
      algorithms: ['RS256', 'ES256'],
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
    });
  }

  async validate(claims: Record<string, unknown>): Promise<Caller | false> {
    const tenantName = claims[this.settings.JWT_TENANT_CLAIM];
    const scope = claims[this.settings.JWT_SCOPE_CLAIM];
    const valid = typeof tenantName === 'string' && TENANT_NAME.test(tenantName) && typeof claims.exp === 'number';
    if (!valid || typeof claims.sub !== 'string') return false;
    const scopes = Array.isArray(scope) ? scope.map(String) : String(scope ?? '').split(' ');
    return {
      tenantId: await this.tenants.idOf(tenantName),
      tenantName,
      subject: claims.sub,
      displayName: typeof claims.name === 'string' ? claims.name : claims.sub,
      scopes: new Set(scopes),
      issuer: this.settings.JWT_ISSUER,
      expiresAt: Number(claims.exp) * 1000,
    };
  }
}
