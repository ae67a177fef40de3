import { ApiProperty } from '@nestjs/swagger';

/** An event of the log: CloudEvents 1.0 in JSON. */
export class CloudEventDto {
  @ApiProperty({ description: 'Always `1.0`.', example: '1.0' })
  specversion: string;

  @ApiProperty({
    description: 'Id of the event; as a cursor, the place behind it.',
    example: 'DsKgAAAAAtoAAAAAAAAAKg',
    pattern: '^[A-Za-z0-9_-]{22}$',
  })
  id: string;

  @ApiProperty({ description: 'What part of the service it is from.', example: '/quintet/production' })
  source: string;

  @ApiProperty({ description: '`quintet.<domain>.<thing>.<change>`', example: 'quintet.production.job.created' })
  type: string;

  @ApiProperty({ description: 'Public id of the thing that changed.', example: 'job_V1StGXR8_Z5j' })
  subject: string;

  @ApiProperty({ description: 'When it changed.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  time: string;

  @ApiProperty({ description: 'Always `application/json`.', example: 'application/json' })
  datacontenttype: string;

  @ApiProperty({
    description: 'What there is to say about the change; its fields depend on the type.',
    example: { jobId: 'job_V1StGXR8_Z5j', name: 'JOB-2024-001', goalQuantity: 50 },
    type: 'object',
    additionalProperties: true,
  })
  data: object;
}

export class EventPageDto {
  @ApiProperty({ description: 'Events, oldest first.', type: [CloudEventDto] })
  data: CloudEventDto[];

  @ApiProperty({
    description: 'Cursor for the next page, also when this one is empty: all before it was seen.',
    example: 'DsKgAAAAAtsAAAAAAAAAAA',
  })
  next: string;
}
