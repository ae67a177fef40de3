import { ApiProperty } from '@nestjs/swagger';

const TIME = { oneOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }] };

export class BackfillRequestDto {
  @ApiProperty({
    ...TIME,
    description: 'The first moment: ISO 8601, or unix seconds or milliseconds. It may lie before the first run.',
    example: '2026-07-10T00:00:00Z',
  })
  from: string | number;

  @ApiProperty({
    ...TIME,
    description: 'The moment before which the slots lie; it is not ahead of now.',
    example: '2026-07-11T00:00:00Z',
  })
  to: string | number;
}

export class BackfillDto {
  @ApiProperty({ type: 'integer', description: 'Slots that got a run.', example: 24 })
  created: number;

  @ApiProperty({ type: 'integer', description: 'Slots that had a run already.', example: 0 })
  existing: number;

  @ApiProperty({
    type: [Number],
    description: 'The numbers of the jobs that were made, oldest slot first.',
    example: [29180, 29181],
  })
  job_ids: number[];
}

export class BackfillAnswerDto {
  @ApiProperty({ type: BackfillDto, description: 'What came of it.' })
  data: BackfillDto;
}
