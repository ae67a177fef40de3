import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const CONCURRENCY = { type: 'integer', nullable: true, minimum: 1, maximum: 1000 } as const;
const RATE = { type: 'integer', nullable: true, minimum: 1, maximum: 10_000 } as const;
const PERIOD = {
  oneOf: [
    { type: 'number', minimum: 0 },
    { type: 'array', items: { oneOf: [{ type: 'number' }, { type: 'string' }] }, minItems: 2, maxItems: 2 },
  ],
};

/** The limits of a key and what they do. */
export class FlowControlDto {
  @ApiProperty({ description: 'What the limits are for.', example: 'example.com:443' })
  key: string;

  @ApiProperty({ ...CONCURRENCY, description: 'Jobs that may be executing at once; null: any number.', example: 5 })
  concurrency: number | null;

  @ApiProperty({ ...RATE, description: 'Starts in any window of `period`; null: any number.', example: 100 })
  rate: number | null;

  @ApiProperty({ ...PERIOD, description: 'Seconds, or calendar months as `[n, "months"]`.', example: 60 })
  period: number | [number, 'months'];

  @ApiProperty({ description: 'Whether nothing starts.', example: false })
  paused: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is paused, if that is known.', example: null })
  reason: string | null;

  @ApiProperty({ type: 'integer', description: 'Jobs that are executing.', example: 5 })
  executing: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that are due and wait for these limits.', example: 120 })
  waiting: number;
}

export class FlowControlAnswerDto {
  @ApiProperty({ type: FlowControlDto, description: 'The control.' })
  data: FlowControlDto;
}

export class FlowControlListDto {
  @ApiProperty({ type: [FlowControlDto], description: 'The controls, by key.' })
  data: FlowControlDto[];
}

/** Describes the body of a change; `FlowControlChangePipe` reads it. What is left out stays. */
export class ChangeFlowControlDto {
  @ApiPropertyOptional({
    ...CONCURRENCY,
    description: 'Jobs that may be executing at once; null: any number.',
    example: 10,
  })
  concurrency?: number | null;

  @ApiPropertyOptional({ ...RATE, description: 'Starts in any window of `period`; null: any number.', example: 100 })
  rate?: number | null;

  @ApiPropertyOptional({
    oneOf: [...PERIOD.oneOf, { type: 'string' }],
    description: 'The window of `rate`: a duration.',
    example: '1 minute',
  })
  period?: unknown;

  @ApiPropertyOptional({
    description: 'true: nothing starts from now on; false: what waits may start.',
    example: false,
  })
  paused?: boolean;

  @ApiPropertyOptional({ maxLength: 1000, description: 'Why it is paused.', example: 'The target is being moved.' })
  reason?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    description: 'That many discarded jobs in a row pause the key; 0: none do.',
    example: 0,
  })
  pause_after_failures?: number;
}
