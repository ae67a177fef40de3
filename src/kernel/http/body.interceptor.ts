import { createHash } from 'node:crypto';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import getRawBody from 'raw-body';
import { Failure } from '../errors/failure';
import { ApiSurfaces } from './api-surface';
import type { BodyRules } from './api-surface';

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as sent, for comparing repeated requests. */
    bodyHash?: Buffer;
  }
}

const BODY_LIMIT = 'body-limit';
const BODY_TYPES = 'body-types';
const STREAMED_BODY = 'streamed-body';

/** Sets a route's own body limit, in bytes. */
export const BodyLimit = (bytes: number) => SetMetadata(BODY_LIMIT, bytes);

/** Lets a route read media types that the rest of its surface does not; the surface's parser gets them. */
export const BodyTypes = (...types: string[]) => SetMetadata(BODY_TYPES, types);

/** Leaves the body on the socket: the route reads `request.raw` itself. */
export const StreamedBody = () => SetMetadata(STREAMED_BODY, true);

/** Reads bodies after the guards have let a request in, so that an unauthenticated body is never parsed. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly surfaces: ApiSurfaces,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler) {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const handler = context.getHandler();
    const surface = this.surfaces.of(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD' && !this.reflector.get(STREAMED_BODY, handler)) {
      const limit = this.reflector.get<number>(BODY_LIMIT, handler) ?? surface.body.maxBytes;
      const types = this.reflector.get<string[] | undefined>(BODY_TYPES, handler);
      request.body = await readBody(request, types ? alsoAccepting(types, surface.body) : surface.body, limit);
    }
    surface.admit?.(request);
    return next.handle();
  }
}

function alsoAccepting(types: string[], rules: BodyRules): BodyRules {
  return { ...rules, accepts: (type) => (type !== undefined && types.includes(type)) || rules.accepts(type) };
}

async function readBody(request: FastifyRequest, rules: BodyRules, limit: number): Promise<unknown> {
  const declared = request.headers['content-length'];
  const length = declared === undefined ? undefined : Number(declared);
  if (length === 0 || (length === undefined && request.headers['transfer-encoding'] === undefined)) {
    request.bodyHash = hash(Buffer.alloc(0));
    return rules.empty;
  }
  const mediaType = mediaTypeOf(request.contentType);
  const tooLarge = () => new Failure('payload-too-large', undefined, { data: { limit } });
  const wrongType = () => new Failure('unsupported-media-type', undefined, { data: { mediaType } });
  if (rules.typeBeforeSize && !rules.accepts(mediaType)) throw wrongType();
  if (length !== undefined && length > limit) throw tooLarge();
  const body = await getRawBody(request.raw, { limit, length }).catch((error: { type?: string }) => {
    throw error.type === 'entity.too.large' ? tooLarge() : new Failure('malformed-json');
  });
  request.bodyHash = hash(body);
  if (body.length === 0) return rules.empty;
  if (!rules.accepts(mediaType)) throw wrongType();
  return rules.parse(body, mediaType);
}

function mediaTypeOf(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0].trim().toLowerCase() || undefined;
}

function hash(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
