import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { TimerState } from './time-entry.entity';

/** Time that one operator works on a unit at a step. */
export class TimeEntryDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'time_V1StGXR8_Z5j',
    pattern: '^time_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'Where it is worked on.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Which time the unit is there.', example: 1, type: 'integer' })
  visit: number;

  @ApiProperty({ description: 'Who works.', example: 'user_V1StGXR8_Z5j' })
  userId: string;

  @ApiProperty({ description: 'What the timer does.', example: 'running', enum: ['running', 'paused', 'stopped'] })
  state: TimerState;

  @ApiProperty({ description: 'First start.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  startedAt: string;

  @ApiPropertyOptional({
    description: 'When it was stopped.',
    example: '2024-01-15T11:00:00.000Z',
    format: 'date-time',
  })
  endedAt?: string;

  @ApiProperty({ description: 'Seconds so far, without pauses.', example: 1712.5 })
  seconds: number;
}

export class StepTimeDto {
  @ApiProperty({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Its name.', example: 'Mill' })
  stepName: string;

  @ApiProperty({ description: 'Seconds of all entries.', example: 1712.5 })
  seconds: number;

  @ApiProperty({ description: 'Whether a timer runs.', example: true })
  running: boolean;

  @ApiProperty({ description: 'By start; of a unit the last 1000.', type: [TimeEntryDto] })
  entries: TimeEntryDto[];
}

export class UnitTimeDto {
  @ApiProperty({ description: 'Seconds at all steps.', example: 1712.5 })
  totalSeconds: number;

  @ApiProperty({ description: 'Steps at which it was worked on, by first start.', type: [StepTimeDto] })
  steps: StepTimeDto[];
}
