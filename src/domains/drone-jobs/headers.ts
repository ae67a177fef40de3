/** For the OpenAPI documents: a header of calls that make something. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};

/** For the OpenAPI documents: headers of answers that have a rate limit of their own. */
export const RATE_LIMIT_HEADERS = {
  'X-RateLimit-Limit': { description: 'Requests in the period.', schema: { type: 'integer' as const } },
  'X-RateLimit-Remaining': { description: 'Those that are left.', schema: { type: 'integer' as const } },
  'X-RateLimit-Reset': { description: 'When the period ends, epoch seconds.', schema: { type: 'integer' as const } },
};
