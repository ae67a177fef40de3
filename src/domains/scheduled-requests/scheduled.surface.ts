import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { Failure } from '../../kernel/errors/failure';
import type { ApiSurface } from '../../kernel/http/api-surface';
import { parseJson } from '../../kernel/http/json';
import type { SentJson } from './values/json-text';

function detailOf(failure: Failure): string {
  switch (failure.kind) {
    case 'malformed-json':
      return 'Malformed JSON';
    case 'body-not-object':
      return 'Body must be a JSON object';
    case 'payload-too-large':
      return 'Request Entity Too Large';
    case 'idempotency-mismatch':
      return 'Idempotency-Key was used with a different body';
    case 'idempotency-in-flight':
    case 'conflict':
      return failure.message;
    default:
      return STATUS_CODES[failure.status]!;
  }
}

/** The API of a request scheduler: answers in `data`, failures in `errors`. */
export const scheduledSurface: ApiSurface = {
  name: 'scheduled',
  title: 'Scheduled requests',
  description: 'HTTP requests that are sent later, once or on a schedule, and proof of what came of them.',
  prefixes: ['/scheduler'],
  hostLabel: 'scheduler',
  body: {
    maxBytes: 1024 * 1024,
    empty: { value: {}, text: '{}' } satisfies SentJson,
    accepts: (type = '') => type === 'application/json' || /^[^/]+\/[^/]+\+json$/.test(type),
    parse: (body): SentJson => {
      // Decoding would replace what is no UTF-8, and something else than what was sent would reach the target.
      if (!isUtf8(body)) throw new Failure('malformed-json');
      return { value: parseJson(body, {}), text: body.toString('utf8').trim() };
    },
  },
  example: {
    path: '/scheduler/api/jobs',
    body: {
      method: 'post',
      url: 'https://example.com/hooks/hello',
      body: { content: 'Hello world!' },
      schedule_in: [5, 'seconds'],
    },
  },
  describe(failure) {
    const { kind, status, data } = failure;
    return { status, body: { errors: kind === 'invalid' ? data : { detail: detailOf(failure) } } };
  },
};
