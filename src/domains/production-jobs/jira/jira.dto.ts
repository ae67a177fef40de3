import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { ProductionJobDto } from '../jobs/job.dto';
import { goalQuantity, name, text } from '../production-rules';
import { LinkedPathDto } from './linked-path.dto';

const MAX_KEY = 1000;
const MAX_ID = 200;

export class TicketDto {
  @ApiProperty({ description: 'Key of the ticket.', example: 'PI-42' })
  key: string;

  @ApiProperty({ description: 'Title; empty when it has none.', example: 'Build 50 housings 1234567-001' })
  summary: string;

  @ApiProperty({ description: 'Status.', example: 'Open' })
  status: string;

  @ApiProperty({ description: 'Priority.', example: 'High' })
  priority: string;

  @ApiProperty({ description: 'Who it is assigned to.', example: 'Ada Lovelace' })
  assignee: string;

  @ApiProperty({ description: 'Who reported it.', example: 'Grace Hopper' })
  reporter: string;

  @ApiProperty({ description: 'Labels.', example: ['rush'], type: [String] })
  labels: string[];

  @ApiProperty({
    description: 'Part number: of the mapped field, else found in the title.',
    example: '1234567-001',
    type: String,
    nullable: true,
  })
  partNumber: string | null;

  @ApiProperty({ description: 'Quantity that is asked for.', example: 50, type: Number, nullable: true })
  goalQuantity: number | null;

  @ApiProperty({ description: 'Epic that it is part of.', example: 'PI-10', type: String, nullable: true })
  epicLink: string | null;

  @ApiProperty({ description: 'When it was made, as Jira says it.', example: '2024-01-15T10:30:00.000+0000' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed, as Jira says it.', example: '2024-01-15T10:30:00.000+0000' })
  updatedAt: string;

  @ApiProperty({
    description: 'All fields that were asked for, as Jira gave them.',
    example: { summary: 'Build 50 housings 1234567-001' },
    type: 'object',
    additionalProperties: true,
  })
  rawFields: Record<string, unknown>;
}

export class TicketListDto {
  @ApiProperty({ description: 'Open tickets of the project, at most 200.', type: [TicketDto] })
  tickets: TicketDto[];

  @ApiProperty({
    description: 'Why Jira did not give them; null when it did.',
    example: null,
    type: String,
    nullable: true,
  })
  error: string | null;

  @ApiProperty({ description: 'Whether these are the tickets that Jira last listed.', example: false })
  fromCache: boolean;
}

export class LinkTicketDto {
  @ApiProperty({ description: 'Key of the ticket.', example: 'PI-42', minLength: 1, maxLength: MAX_KEY })
  @Rules(name(MAX_KEY))
  ticketKey: string;

  @ApiPropertyOptional({
    description: 'Job to link; a new one is made when it is left out.',
    example: null,
    type: String,
    nullable: true,
    maxLength: MAX_ID,
  })
  @Rules(text(MAX_ID))
  jobId?: string | null;

  @ApiPropertyOptional({
    description: 'Template to make a path of.',
    example: null,
    type: String,
    nullable: true,
    maxLength: MAX_ID,
  })
  @Rules(text(MAX_ID))
  templateId?: string | null;

  @ApiPropertyOptional({
    description: 'Units of the new job and path; by default those of the ticket, else 1.',
    example: 50,
    type: 'integer',
    minimum: 1,
    maximum: 2147483647,
    nullable: true,
  })
  @Rules(optional(goalQuantity()))
  goalQuantity?: number | null;
}

export class LinkedTicketDto {
  @ApiProperty({ description: 'The linked job.', type: ProductionJobDto })
  job: ProductionJobDto;

  @ApiProperty({ description: 'The path that was made of the template.', type: LinkedPathDto, nullable: true })
  path: LinkedPathDto | null;
}

export class PushDto {
  @ApiProperty({ description: 'Job whose progress is told.', example: 'job_V1StGXR8_Z5j', maxLength: MAX_ID })
  @Rules(name(MAX_ID))
  jobId: string;
}

export class CommentDto {
  @ApiProperty({ description: 'Job whose ticket it is.', example: 'job_V1StGXR8_Z5j', maxLength: MAX_ID })
  @Rules(name(MAX_ID))
  jobId: string;

  @ApiPropertyOptional({
    description: 'Note to tell instead of the progress.',
    example: null,
    type: String,
    nullable: true,
    maxLength: MAX_ID,
  })
  @Rules(text(MAX_ID))
  noteId?: string | null;
}

export class PushedDto {
  @ApiProperty({ description: 'Whether the ticket has it now.', example: true })
  success: boolean;

  @ApiPropertyOptional({ description: 'Why not.', example: 'Jira API error: 503 Service Unavailable' })
  error?: string;
}
