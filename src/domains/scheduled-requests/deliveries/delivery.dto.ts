import { ApiProperty } from '@nestjs/swagger';
import { DELIVERY_TYPES, type DeliveryType } from './delivery-message';
import { DELIVERY_STATES, type DeliveryState } from './delivery-outcome';

/** A callback or an event of a job on its way to its receiver. */
export class ScheduledDeliveryDto {
  @ApiProperty({
    format: 'uuid',
    description: 'Its `webhook-id` is `msg_` and this, at every try.',
    example: '018a4f6b-31f2-7c1e-9a35-2f8f0f2f6f10',
  })
  id: string;

  @ApiProperty({ enum: DELIVERY_TYPES, description: 'What it tells.', example: 'job.finished' })
  type: DeliveryType;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Position among the events of the job, from 1; null for the callback.',
    example: 4,
  })
  sequence: number | null;

  @ApiProperty({
    format: 'uri',
    description: 'Where it goes; secrets in the query are `[REDACTED]`.',
    example: 'https://example.com/hooks/events',
  })
  url: string;

  @ApiProperty({
    enum: DELIVERY_STATES,
    description: 'delivered: the receiver answered 2xx; given_up: after eight tries, or the address is refused.',
    example: 'delivered',
  })
  state: DeliveryState;

  @ApiProperty({ type: 'integer', description: 'Tries so far.', example: 1 })
  tries: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Status of the latest answer, if any.', example: 204 })
  status: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When it may be tried next; null while it is being tried, and at the end.',
    example: null,
  })
  next_attempt_at: string | null;
}

export class ScheduledDeliveryListDto {
  @ApiProperty({ type: [ScheduledDeliveryDto], description: 'The events in their order, then the callback.' })
  data: ScheduledDeliveryDto[];
}
