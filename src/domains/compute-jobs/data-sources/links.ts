import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { FastifyRequest } from 'fastify';
import { Secrets } from '../../../kernel/auth/secrets';
import { Settings } from '../../../kernel/config/settings';

/** How a client reached the server. */
export type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

/** Makes links that need no credential: what they allow is signed into them. */
@Injectable()
export class Links {
  private readonly tokens: JwtService;

  constructor(
    secrets: Secrets,
    private readonly settings: Settings,
  ) {
    this.tokens = new JwtService({ secret: secrets.derive('compute links'), signOptions: { algorithm: 'HS256' } });
  }

  /** Where a job's input is put, for as long as the job is new. The same at every call. */
  upload(origin: Origin, jobId: string): string {
    const token = this.tokens.sign({}, { subject: jobId, audience: 'upload', noTimestamp: true });
    return `${this.base(origin)}/v1/customer/uploads/${token}`;
  }

  private base({ protocol, host }: Origin): string {
    return this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
  }
}
