import { ApiHeader } from '@nestjs/swagger';

/** Documents the header that makes a repetition harmless. */
export function IdempotencyKeyHeader(): MethodDecorator & ClassDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  });
}
