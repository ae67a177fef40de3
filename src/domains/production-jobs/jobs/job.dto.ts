import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TagDto } from '../tags/tag.dto';

/** A production job as the API shows it. What has no value is left out. */
export class ProductionJobDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'job_V1StGXR8_Z5j',
    pattern: '^job_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'Name of the order.', example: 'JOB-2024-001' })
  name: string;

  @ApiProperty({ description: 'Number of units to make.', example: 50, type: 'integer' })
  goalQuantity: number;

  @ApiPropertyOptional({ description: 'Jira issue that the job is linked to.', example: 'PI-42' })
  jiraTicketKey?: string;

  @ApiPropertyOptional({ description: 'Title of that issue.', example: 'Build 50 aluminum housings' })
  jiraTicketSummary?: string;

  @ApiPropertyOptional({ description: 'Part number named by that issue.', example: 'ALU-HOUSING-7075' })
  jiraPartNumber?: string;

  @ApiPropertyOptional({ description: 'Priority of that issue.', example: 'High' })
  jiraPriority?: string;

  @ApiPropertyOptional({ description: 'Epic of that issue.', example: 'PI-10' })
  jiraEpicLink?: string;

  @ApiPropertyOptional({ description: 'Labels of that issue.', example: ['Q1-2024', 'rush'], type: [String] })
  jiraLabels?: string[];

  @ApiPropertyOptional({ description: 'Day (UTC) on which the order is due.', example: '2030-06-30', format: 'date' })
  dueDate?: string;

  @ApiPropertyOptional({ description: 'Whether that day is past and units are missing.', example: false })
  overdue?: boolean;

  @ApiPropertyOptional({
    description: 'Rank among the jobs to do, 1 first; 0 once ranked while completed.',
    example: 1,
    type: 'integer',
  })
  priority?: number;

  @ApiPropertyOptional({ description: 'Tags that it carries, by name.', type: [TagDto] })
  tags?: TagDto[];

  @ApiProperty({ description: 'When the job was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the job last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}
