import { ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';
import { day, goalQuantity, name, whenGiven } from '../production-rules';

const newName: Rule = (value, field) =>
  typeof value !== 'string' || value.trim() === '' ? `${field} cannot be empty` : name(500)(value, field);

const newGoal: Rule = (value, field) => (value === null ? `${field} must be a number` : goalQuantity()(value, field));

/** What may change of a job. What it knows of Jira is written once. */
export class UpdateProductionJobDto {
  @ApiPropertyOptional({
    description: 'Another name, trimmed.',
    example: 'JOB-2024-001 rev B',
    minLength: 1,
    maxLength: 500,
  })
  @Rules(whenGiven(newName))
  name?: string;

  @ApiPropertyOptional({
    description: 'Another number of units to make.',
    example: 60,
    minimum: 1,
    maximum: 2147483647,
    type: 'integer',
  })
  @Rules(whenGiven(newGoal))
  goalQuantity?: number;

  @ApiPropertyOptional({
    description: 'Another day (UTC) on which the order is due; null for none.',
    example: '2030-06-30',
    format: 'date',
    type: String,
    nullable: true,
  })
  @Rules(day())
  dueDate?: string | null;
}
