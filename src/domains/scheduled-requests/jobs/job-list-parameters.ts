import { applyDecorators } from '@nestjs/common';
import { pageParameters, parameter } from '../lists/list-parameters';

/** Documents what `readJobListQuery` reads. */
export function JobListParameters(): MethodDecorator {
  return applyDecorators(
    parameter('state', '`scheduled` is available or retryable.', {
      type: 'string',
      enum: ['scheduled', 'available', 'executing', 'retryable', 'completed', 'discarded', 'cancelled'],
    }),
    pageParameters('Jobs'),
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
