import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../../kernel/http/rules';
import { OperatorDto } from '../../operator';
import { name } from '../../production-rules';
import { unitIds } from '../unit-rules';

const MAX_UNITS = 1000;

export class CreateOverridesDto extends OperatorDto {
  @ApiProperty({
    description: 'The units; those that have an active override of the step are left out.',
    example: ['SN-00001', 'SN-00002'],
    type: [String],
    minItems: 1,
    maxItems: MAX_UNITS,
  })
  @Rules(unitIds(MAX_UNITS, `serialIds must have at most ${MAX_UNITS} items`))
  serialIds: string[];

  @ApiProperty({ description: 'A step of their paths.', example: 'step_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(name(200))
  stepId: string;

  @ApiProperty({ description: 'Why they may pass it.', example: 'Customer waived deburring.', maxLength: 10000 })
  @Rules(name(10_000))
  reason: string;
}

export class OverrideDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'snso_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'The unit that may pass the step.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'False once it was reversed.', example: true })
  active: boolean;

  @ApiProperty({ description: 'Why.', example: 'Customer waived deburring.' })
  reason: string;

  @ApiProperty({ description: 'Operator that made it.', example: 'user_V1StGXR8_Z5j' })
  createdBy: string;

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}

export class ReversedOverrideDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;
}
