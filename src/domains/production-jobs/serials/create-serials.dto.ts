import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';
import { OperatorDto } from '../operator';
import { name, text } from '../production-rules';

const MAX_QUANTITY = 10_000;
const ID_LENGTH = 200;

const quantity: Rule = (value, field) => {
  if (typeof value !== 'number') return `${field} is required`;
  if (value <= 0) return `${field} must be greater than 0`;
  // What no double holds, like 1e400, is read as Infinity: too much, but no fraction.
  if (!Number.isInteger(value) && value !== Infinity) return `${field} must be an integer`;
  return value > MAX_QUANTITY ? `${field} must be at most ${MAX_QUANTITY}` : undefined;
};

export class CreateSerialsDto extends OperatorDto {
  @ApiProperty({ description: 'Job to make units for.', example: 'job_V1StGXR8_Z5j', maxLength: ID_LENGTH })
  @Rules(name(ID_LENGTH))
  jobId: string;

  @ApiProperty({ description: 'Path of that job.', example: 'path_V1StGXR8_Z5j', maxLength: ID_LENGTH })
  @Rules(name(ID_LENGTH))
  pathId: string;

  @ApiProperty({ description: 'Number of units.', example: 5, type: 'integer', minimum: 1, maximum: MAX_QUANTITY })
  @Rules(quantity)
  quantity: number;

  @ApiPropertyOptional({
    description: 'Certificate to attach to all of them at the first step.',
    example: null,
    maxLength: ID_LENGTH,
    type: String,
    nullable: true,
  })
  @Rules(text(ID_LENGTH))
  certId?: string | null;
}
