import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { VISIT_OUTCOMES } from '../movement/transitions';
import type { VisitOutcome } from '../movement/transitions';

const TIME = { example: '2024-01-15T10:30:00.000Z', format: 'date-time' };

/** One time that a unit was at a step. */
export class VisitDto {
  @ApiProperty({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Its name.', example: 'Mill' })
  stepName: string;

  @ApiProperty({ description: 'The how manyth time, from 1.', example: 1, type: 'integer' })
  visit: number;

  @ApiProperty({ description: 'When the unit came.', ...TIME })
  enteredAt: string;

  @ApiPropertyOptional({ description: 'When it left; absent while it is there.', ...TIME })
  leftAt?: string;

  @ApiPropertyOptional({ description: 'How it left.', example: 'completed', enum: VISIT_OUTCOMES })
  outcome?: VisitOutcome;

  @ApiProperty({ description: 'Seconds that were worked on it there, by the timers.', example: 312.5 })
  workedSeconds: number;
}
