import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { name } from '../production-rules';
import { UnitActionDto } from '../unit-action.dto';

const FREE_TEXT = 10_000;

/** Why a unit is sent back, read once it may be. */
export class SendBackReasonDto {
  @Rules(name(FREE_TEXT))
  reason: string;
}

/** The body of send-back. */
export class SendBackDto extends UnitActionDto {
  @ApiProperty({ description: 'What is to be done again, and why.', example: 'Bore too small.', maxLength: FREE_TEXT })
  reason: string;

  @ApiPropertyOptional({
    description: 'Index of the step to go back to, from 0. It, or `targetStepId`, is needed.',
    example: 0,
    type: 'integer',
    nullable: true,
  })
  targetStepIndex?: number | null;

  @ApiPropertyOptional({
    description: 'Id of the step to go back to, where no index is given.',
    example: null,
    maxLength: 200,
    type: String,
    nullable: true,
  })
  targetStepId?: string | null;
}
