import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import { credentialOf, isApiKey } from './credential-header';
import { Credentials } from './credentials';

@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  constructor(private readonly credentials: Credentials) {
    super();
  }

  override authenticate(request: Pick<IncomingMessage, 'headers'>): void {
    const credential = credentialOf(request);
    if (!credential || !isApiKey(credential)) return this.fail(401);
    this.credentials.byKey(credential).then(
      (found) => (found ? this.success(found.caller) : this.fail(401)),
      (error) => this.error(error),
    );
  }

  validate(): never {
    throw new Error('authenticate answers by itself');
  }
}
