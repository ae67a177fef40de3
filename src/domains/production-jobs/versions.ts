import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { changedSince } from './refusals';

/** The ETag of a resource's version. */
export const etagOf = (version: string) => `"${version}"`;

/** The `If-Match` header of the request, if there is one. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'] as string | undefined,
);

/** @param ifMatch `*`, or ETags of which one must be that of the version @throws Failure `conflict` */
export function refuseChanged(ifMatch: string | undefined, version: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etagOf(version))) throw changedSince('Resource has changed since it was read');
}

/** For the OpenAPI documents: a header of calls that change what was read before. */
export const IF_MATCH = {
  name: 'If-Match',
  description: 'The ETag of what was read, or `*`. Once it has changed, the answer is 409 and nothing happens.',
  required: false,
};

/** For the OpenAPI documents: a header of answers that show one resource. */
export const ETAG = { ETag: { description: 'Version, for `If-Match`.', schema: { type: 'string' as const } } };

/** For the OpenAPI documents: a header of calls that make or do something. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};
