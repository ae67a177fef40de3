import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../../kernel/http/rules';
import { STEP_STATUSES } from '../../movement/transitions';
import type { StepStatus } from '../../movement/transitions';
import { DEPENDENCY_TYPES } from '../../paths/step.entity';
import type { DependencyType } from '../../paths/step.entity';
import { UnitActionDto } from '../../unit-action.dto';
import { needed } from '../unit-rules';

/** What became of a step of a unit. */
export class StepStatusDto {
  @ApiProperty({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Its name.', example: 'Mill' })
  stepName: string;

  @ApiProperty({ description: 'Its index on the path, from 0.', example: 0, type: 'integer' })
  stepOrder: number;

  @ApiProperty({ description: 'What became of it.', example: 'in_progress', enum: STEP_STATUSES })
  status: StepStatus;

  @ApiProperty({ description: 'Whether no unit needs it.', example: false })
  optional: boolean;

  @ApiProperty({ description: 'How later steps depend on it.', example: 'preferred', enum: DEPENDENCY_TYPES })
  dependencyType: DependencyType;

  @ApiProperty({ description: 'Whether an override lets this unit pass it.', example: false })
  hasOverride: boolean;
}

/** The record of a step of a unit. */
export class StepRecordDto {
  @ApiProperty({ description: 'Id of the record.', example: 'snss_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Its index on the path, from 0.', example: 0, type: 'integer' })
  stepIndex: number;

  @ApiProperty({ description: 'What became of it.', example: 'completed', enum: STEP_STATUSES })
  status: StepStatus;

  @ApiProperty({ description: 'When it became so.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

const UNTOLD = 'Waiver requires a reason and approver identity';

export class WaiveStepDto extends UnitActionDto {
  @ApiProperty({
    description: 'Why the step need not be done.',
    example: 'Covered by the final test.',
    maxLength: 10000,
  })
  @Rules(needed(10_000, UNTOLD))
  reason: string;

  @ApiProperty({ description: 'Who answers for it.', example: 'user_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(needed(200, UNTOLD))
  approverId: string;
}
