import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import getRawBody from 'raw-body';
import { finalize } from 'rxjs';
import { Failure } from '../errors/failure';
import { ApiSurfaces } from './api-surface';
import type { BodyRules } from './api-surface';
import { BodyStream, bodyTooSlow } from './body-stream';
import { HttpSettings } from './http-settings';
import { hashOfMultipart, readMultipart } from './multipart';
import type { Multipart } from './multipart';

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as sent, for comparing repeated requests. */
    bodyHash?: Buffer;
  }
}

const BODY_LIMIT = 'body-limit';
const BODY_LIMIT_OF = 'body-limit-of';
const BODY_TYPES = 'body-types';
const RAW_BODY = 'raw-body';
const STREAMED_BODY = 'streamed-body';
const MULTIPART_BODY = 'multipart-body';

/** Sets a route's own body limit, in bytes. */
export const BodyLimit = (bytes: number) => SetMetadata(BODY_LIMIT, bytes);

/** Sets a route's own body limit, in bytes, by the settings of its domain. */
export const BodyLimitOf = <T extends object>(settings: Type<T>, limit: (settings: T) => number) =>
  SetMetadata<string, LimitOfSettings<T>>(BODY_LIMIT_OF, { settings, limit });

interface LimitOfSettings<T extends object = object> {
  settings: Type<T>;
  limit: (settings: T) => number;
}

/** Lets a route read media types that the rest of its surface does not; the surface's parser gets them. */
export const BodyTypes = (...types: string[]) => SetMetadata(BODY_TYPES, types);

/** Hands bodies of these media types, and of no others, to the route as they are: a Buffer. */
export const RawBody = (...types: string[]) => SetMetadata(RAW_BODY, types);

/** Reads `multipart/form-data`: the body is a Multipart. One of another type counts as a form without parts. */
export const MultipartBody = () => SetMetadata(MULTIPART_BODY, true);

/** The media type of the body, in lower case and without parameters, as a controller's parameter. */
export const BodyType = createParamDecorator((_: unknown, context: ExecutionContext) =>
  mediaTypeOf(context.switchToHttp().getRequest<FastifyRequest>().contentType),
);

/**
 * Hands bodies of any type and size to the route as they come: a BodyStream. What the route leaves of it is thrown away.
 * There is no memory of answers to such requests, whatever their Idempotency-Key: nobody could compare them.
 */
export const StreamedBody = () => SetMetadata(STREAMED_BODY, true);

interface RouteBodyRules extends Omit<BodyRules, 'parse'> {
  /** The only media types that the route reads, where it says so. */
  only?: string[];
  parse(body: Buffer, mediaType: string | undefined, contentType: string | undefined): unknown;
  /** What tells a body from another one, where that is not all its bytes. */
  hash?(parsed: unknown): Promise<Buffer>;
}

/** How a route reads a form. */
const FORM = {
  empty: {},
  accepts: () => true,
  parse: (body: Buffer, mediaType: string | undefined, contentType: string | undefined) =>
    mediaType === 'multipart/form-data' ? readMultipart(body, contentType!) : {},
  hash: (parsed: unknown) => hashOfMultipart(parsed as Multipart),
};

/** Reads bodies after the guards have let a request in, so that an unauthenticated body is never parsed. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly surfaces: ApiSurfaces,
    private readonly settings: HttpSettings,
    private readonly modules: ModuleRef,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler) {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const surface = this.surfaces.serving(request);
    const rules = this.rulesOf(surface.body, context.getHandler());
    const silence = this.settings.HTTP_BODY_SECONDS * 1000;
    const reads = rules !== undefined && request.method !== 'GET' && request.method !== 'HEAD';
    if (reads && (rules.only || (rules.typeBeforeSize && hasBody(request)))) refuseWrongType(request, rules);
    if (!surface.negotiateAfterBody) surface.negotiate?.(request.headers.accept);
    if (reads) request.body = await readBody(request, rules, silence);
    if (surface.negotiateAfterBody) surface.negotiate?.(request.headers.accept);
    if (rules) return next.handle();
    const body = new BodyStream(request.raw, silence);
    request.body = body;
    return next.handle().pipe(finalize(() => body.destroy()));
  }

  /** The surface's rules with those of the route; undefined where the route gets a stream. */
  private rulesOf(rules: BodyRules, handler: ReturnType<ExecutionContext['getHandler']>): RouteBodyRules | undefined {
    if (this.reflector.get<boolean | undefined>(STREAMED_BODY, handler)) return undefined;
    const maxBytes = this.limitOf(handler) ?? rules.maxBytes;
    const only = this.reflector.get<string[] | undefined>(RAW_BODY, handler);
    if (only) return { ...rules, maxBytes, only, empty: Buffer.alloc(0), accepts: isOneOf(only), parse: asIs };
    if (this.reflector.get<boolean | undefined>(MULTIPART_BODY, handler)) return { ...rules, maxBytes, ...FORM };
    const types = this.reflector.get<string[] | undefined>(BODY_TYPES, handler) ?? [];
    return { ...rules, maxBytes, accepts: (type) => isOneOf(types)(type) || rules.accepts(type) };
  }

  private limitOf(handler: ReturnType<ExecutionContext['getHandler']>): number | undefined {
    const own = this.reflector.get<LimitOfSettings | undefined>(BODY_LIMIT_OF, handler);
    if (own) return own.limit(this.modules.get(own.settings, { strict: false }));
    return this.reflector.get<number | undefined>(BODY_LIMIT, handler);
  }
}

const isOneOf = (types: string[]) => (type: string | undefined) => types.includes(type ?? '');

const asIs = (body: Buffer) => body;

async function readBody(request: FastifyRequest, rules: RouteBodyRules, silence: number): Promise<unknown> {
  if (!hasBody(request)) {
    request.bodyHash = hash(Buffer.alloc(0));
    return rules.empty;
  }
  const length = lengthOf(request);
  const tooLarge = () => new Failure('payload-too-large', undefined, { data: { limit: rules.maxBytes } });
  if (length !== undefined && length > rules.maxBytes) throw tooLarge();
  const reading = getRawBody(request.raw, { limit: rules.maxBytes, length }).catch((error: { type?: string }) => {
    // What is left on the socket would hold up the next request of the connection.
    request.raw.resume();
    throw error.type === 'entity.too.large' ? tooLarge() : new Failure('malformed-json');
  });
  const body = await unlessSilent(request.raw, reading, silence);
  if (body.length === 0 || !rules.hash) request.bodyHash = hash(body);
  if (body.length === 0) return rules.empty;
  refuseWrongType(request, rules);
  const parsed = await rules.parse(body, mediaTypeOf(request.contentType), request.contentType);
  if (rules.hash) request.bodyHash = await rules.hash(parsed);
  return parsed;
}

/** @throws Failure 408 when nothing comes for so many milliseconds */
async function unlessSilent<T>(incoming: IncomingMessage, reading: Promise<T>, silence: number): Promise<T> {
  if (incoming.complete) return reading;
  const silent = new Promise<never>((_, fail) => {
    incoming.setTimeout(silence, () => fail(bodyTooSlow()));
  });
  try {
    return await Promise.race([reading, silent]);
  } finally {
    incoming.setTimeout(0);
    incoming.removeAllListeners('timeout');
  }
}

function refuseWrongType(request: FastifyRequest, rules: RouteBodyRules): void {
  const mediaType = mediaTypeOf(request.contentType);
  if (rules.accepts(mediaType)) return;
  throw new Failure('unsupported-media-type', undefined, { data: { mediaType, only: rules.only } });
}

function hasBody(request: FastifyRequest): boolean {
  return (lengthOf(request) ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
}

function lengthOf({ headers }: FastifyRequest): number | undefined {
  const declared = headers['content-length'];
  return declared === undefined ? undefined : Number(declared);
}

function mediaTypeOf(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0].trim().toLowerCase() || undefined;
}

function hash(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
