import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ApiKeyStrategy } from './api-key.strategy';
import { ApiKeys } from './api-keys';
import { Callers } from './callers';
import { Credentials } from './credentials';
import { IdentityProviderStrategy } from './identity-provider.strategy';
import { Secrets } from './secrets';
import { Tenants } from './tenants';
import { TOKEN_LIFETIME, Tokens } from './tokens';
import { TokenStrategy } from './token.strategy';

const services = [ApiKeys, Callers, Credentials, Tenants, Tokens];

@Global()
@Module({})
export class AuthModule {
  static forSecret(jwtSecret: string): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        PassportModule,
        JwtModule.register({ secret: jwtSecret, signOptions: { algorithm: 'HS256', expiresIn: TOKEN_LIFETIME } }),
      ],
      providers: [
        ...services,
        { provide: Secrets, useValue: new Secrets(jwtSecret) },
        ApiKeyStrategy,
        TokenStrategy,
        IdentityProviderStrategy,
      ],
      exports: [...services, Secrets],
    };
  }
}
