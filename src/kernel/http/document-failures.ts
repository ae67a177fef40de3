import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../errors/failure';
import type { ApiSurface } from './api-surface';

export interface FailureDocuments {
  surface: ApiSurface;
  /** What each status means, in words. */
  meanings: Record<number, string>;
  schema: (status: number) => Type;
  /** A failure of the domain's own for the statuses that the kernel alone does not know: 400, 404, 409, 422. */
  samples: Failure[];
}

/** Any route can fail so; a domain may word it in its own way. */
const ALWAYS: Record<number, string> = {
  500: 'A fault of the service; the log has the X-Request-Id.',
  503: 'The database cannot be reached at the moment.',
};

const REQUEST = { id: 'req-8f14e45fceea167a', method: 'POST' };

/** Failures that look alike on every route of a surface. */
function commonSamples({ name, body }: ApiSurface): Failure[] {
  return [
    new Failure('unauthenticated', undefined, { data: { credential: false } }),
    new Failure('forbidden', undefined, { data: { scope: `${name}:write` } }),
    new Failure('not-acceptable'),
    new Failure('idempotency-mismatch'),
    new Failure('payload-too-large', undefined, { data: { limit: body.maxBytes } }),
    new Failure('unsupported-media-type', undefined, { data: { mediaType: 'text/plain' } }),
    new Failure('rate-limited'),
    new Failure('internal'),
    new Failure('unavailable'),
  ];
}

/**
 * Makes the decorator that documents the failures of a surface's routes. The examples are the very bodies that the
 * surface answers, so they cannot grow stale.
 */
export function documentFailures(
  documents: FailureDocuments,
): (...statuses: number[]) => MethodDecorator & ClassDecorator {
  const { surface, meanings, schema } = documents;
  const samples = [...documents.samples, ...commonSamples(surface)];
  const url = surface.prefixes[0];
  const request = { ...REQUEST, url, originalUrl: url } as FastifyRequest;
  const response = (status: number) => {
    const sample = samples.find((failure) => failure.status === status) ?? new Failure('internal');
    const { body, contentType = 'application/json' } = surface.describe(sample, request);
    const mediaType = contentType.split(';', 1)[0];
    const content = { [mediaType]: { schema: { $ref: getSchemaPath(schema(status)) }, example: body } };
    return applyDecorators(
      ApiExtraModels(schema(status)),
      ApiResponse({ status, description: meanings[status] ?? ALWAYS[status], content }),
    );
  };
  return (...statuses) => applyDecorators(...[...new Set([...statuses, 500, 503])].map(response));
}
