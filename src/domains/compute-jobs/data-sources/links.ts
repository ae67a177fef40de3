import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { JwtSignOptions } from '@nestjs/jwt';
import type { FastifyRequest } from 'fastify';
import { Secrets } from '../../../kernel/auth/secrets';
import { Settings } from '../../../kernel/config/settings';
import { Failure } from '../../../kernel/errors/failure';
import { ComputeSettings } from '../compute.settings';
import { safeFileName } from './file-name';

/** Milliseconds. */
const HOUR = 3_600_000;

/** How a client reached the server. */
export type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

/** A file of the object store that a link hands out. */
export interface LinkedFile {
  key: string;
  /** Under which it is saved; a name that no file system takes is changed. */
  name: string;
  /** To the second; `COMPUTE_KEEP_HOURS` from now when left out. */
  expiresAt?: Date;
}

interface Claims {
  sub: string;
  name?: string;
}

/** Makes links that need no credential: what they allow is signed into them. */
@Injectable()
export class Links {
  private readonly tokens: JwtService;

  constructor(
    secrets: Secrets,
    private readonly settings: Settings,
    private readonly limits: ComputeSettings,
  ) {
    this.tokens = new JwtService({
      secret: secrets.derive('compute links'),
      signOptions: { algorithm: 'HS256', noTimestamp: true },
      verifyOptions: { algorithms: ['HS256'] },
    });
  }

  /** Where a job's input is put, for as long as the job is new. The same at every call. */
  upload(origin: Origin, jobId: string): string {
    return this.link(origin, 'uploads', {}, { subject: jobId, audience: 'upload' });
  }

  /** Where a file is fetched until its link expires. */
  file(origin: Origin, { key, name, expiresAt }: LinkedFile): string {
    const until = expiresAt?.getTime() ?? Date.now() + this.limits.COMPUTE_KEEP_HOURS * HOUR;
    const exp = Math.floor(until / 1000);
    return this.link(origin, 'files', { name: safeFileName(name), exp }, { subject: key, audience: 'file' });
  }

  /** The job that an upload link is for. @throws Failure `forbidden` */
  readUpload(token: string): string {
    return this.read(token, 'upload').sub;
  }

  /** The file that a link hands out. @throws Failure `forbidden` */
  readFile(token: string): LinkedFile {
    const { sub, name } = this.read(token, 'file');
    return { key: sub, name: name! };
  }

  private link(origin: Origin, route: string, claims: object, options: JwtSignOptions): string {
    return `${this.base(origin)}/v1/customer/${route}/${this.tokens.sign(claims, options)}`;
  }

  private read(token: string, audience: string): Claims {
    try {
      return this.tokens.verify<Claims>(token, { audience });
    } catch {
      throw expiredLink();
    }
  }

  private base({ protocol, host }: Origin): string {
    return this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
  }
}

export const expiredLink = () => new Failure('forbidden', 'invalid or expired link');
