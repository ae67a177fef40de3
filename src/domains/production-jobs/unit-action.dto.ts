import { ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../kernel/http/rules';
import { OperatorDto } from './operator';
import { text } from './production-rules';

/** The part of a body that every action on a unit takes. */
export class UnitActionDto extends OperatorDto {
  @ApiPropertyOptional({
    description: 'Where the caller last saw the unit; once it is elsewhere, the answer is 409 and nothing happens.',
    example: null,
    maxLength: 200,
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  expectedStepId?: string | null;
}
