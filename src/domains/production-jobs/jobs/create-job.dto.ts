import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { day, goalQuantity, name, text, texts } from '../production-rules';

export class CreateProductionJobDto {
  @ApiProperty({
    description: 'Name of the order, typically a work order number. Trimmed; need not be unique.',
    example: 'JOB-2024-001',
    minLength: 1,
    maxLength: 500,
  })
  @Rules(name(500))
  name: string;

  @ApiProperty({
    description: 'Number of units to make; progress is counted against it.',
    example: 50,
    minimum: 1,
    maximum: 2147483647,
    type: 'integer',
  })
  @Rules(goalQuantity())
  goalQuantity: number;

  @ApiPropertyOptional({
    description: 'Jira issue that the job is linked to.',
    example: 'PI-42',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(text(1000))
  jiraTicketKey?: string | null;

  @ApiPropertyOptional({
    description: 'Title of that issue.',
    example: 'Build 50 aluminum housings',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(text(1000))
  jiraTicketSummary?: string | null;

  @ApiPropertyOptional({
    description: 'Part number named by that issue.',
    example: 'ALU-HOUSING-7075',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(text(1000))
  jiraPartNumber?: string | null;

  @ApiPropertyOptional({
    description: 'Priority of that issue.',
    example: 'High',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(text(1000))
  jiraPriority?: string | null;

  @ApiPropertyOptional({
    description: 'Epic of that issue.',
    example: 'PI-10',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(text(1000))
  jiraEpicLink?: string | null;

  @ApiPropertyOptional({
    description: 'Labels of that issue, in order; each at most 255 characters.',
    example: ['Q1-2024', 'rush'],
    type: [String],
    maxItems: 100,
  })
  @Rules(texts(100, 255))
  jiraLabels?: string[] | null;

  @ApiPropertyOptional({
    description: 'Day (UTC) on which the order is due.',
    example: '2030-06-30',
    format: 'date',
    type: String,
    nullable: true,
  })
  @Rules(day())
  dueDate?: string | null;
}
