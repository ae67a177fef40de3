import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents what `readJobListQuery` reads. */
export function JobListParameters(): MethodDecorator {
  const parameter = (name: string, description: string, schema: object, example?: unknown) =>
    ApiQuery({ name, required: false, description, schema, example });
  return applyDecorators(
    parameter('state', '`scheduled` is available or retryable.', {
      type: 'string',
      enum: ['scheduled', 'available', 'executing', 'retryable', 'completed', 'discarded', 'cancelled'],
    }),
    parameter('limit', 'Jobs in the answer at most.', { type: 'integer', minimum: 1, maximum: 100, default: 10 }, 10),
    parameter('offset', 'Jobs to leave out first.', { type: 'integer', minimum: 0, default: 0 }, 0),
    parameter(
      'order_by',
      '`field` or `field:direction`; of inserted_at, scheduled_at, attempted_at, completed_at, id and state.',
      { type: 'string', default: 'inserted_at:desc' },
      'inserted_at:desc',
    ),
    parameter('schedule_id', 'Runs of this schedule.', { type: 'string', format: 'uuid' }),
    parameter('name', 'Jobs of this name.', { type: 'string' }),
    parameter('idempotency_key', 'Jobs that were sent with this key.', { type: 'string' }),
  );
}
