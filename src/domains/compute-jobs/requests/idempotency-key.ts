/** For the OpenAPI documents: a header of calls that make or do something. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};
