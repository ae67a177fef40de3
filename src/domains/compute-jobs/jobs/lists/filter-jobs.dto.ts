import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputePaginationDto } from '../../lists/pagination.dto';
import { ComputeJobDto } from '../job.dto';
import { INITIAL_STATE, JOB_STATES } from '../transitions';
import type { JobState } from '../transitions';

export class ComputeListPartDto {
  @ApiPropertyOptional({
    description: 'Most entries to show; above 100 counts as 100.',
    example: 20,
    type: 'integer',
    minimum: 0,
    default: 20,
  })
  limit?: number;

  @ApiPropertyOptional({
    description: 'Entries to leave out.',
    example: 0,
    type: 'integer',
    minimum: 0,
    default: 0,
  })
  offset?: number;
}

/** All conditions hold; one that is not sent, or is an empty list, holds for every job. */
export class FilterComputeJobsDto {
  @ApiPropertyOptional({ description: 'Which part of the list is wanted.', type: ComputeListPartDto })
  pagination?: ComputeListPartDto;

  @ApiPropertyOptional({
    description: '`createdAt`, `name`, `state`, `startedAt` or `endedAt`, then optionally ` asc` or ` desc`.',
    example: 'createdAt desc',
    default: 'createdAt desc',
  })
  orderBy?: string;

  @ApiPropertyOptional({
    description: 'Ids of the jobs.',
    example: [],
    type: [String],
    maxItems: 1000,
  })
  ids?: string[];

  @ApiPropertyOptional({
    description: 'States that the jobs may be in.',
    example: [INITIAL_STATE],
    enum: JOB_STATES,
    isArray: true,
  })
  states?: JobState[];

  @ApiPropertyOptional({
    description: 'Templates that the jobs were made from.',
    example: ['hello-world'],
    type: [String],
    maxItems: 1000,
  })
  templateIds?: string[];

  @ApiPropertyOptional({ description: 'Part of the name, in any case.', example: 'demo', maxLength: 200 })
  name?: string;

  @ApiPropertyOptional({ description: 'Made later.', example: '2026-01-31T12:00:00Z', format: 'date-time' })
  createdAfter?: string;

  @ApiPropertyOptional({ description: 'Made earlier.', example: '2036-01-31T12:00:00Z', format: 'date-time' })
  createdBefore?: string;

  @ApiPropertyOptional({ description: 'Deleted jobs too.', example: false, default: false })
  includeDeleted?: boolean;
}

export class ComputeJobListDto {
  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;

  @ApiProperty({ description: 'The jobs.', type: [ComputeJobDto] })
  data: ComputeJobDto[];
}
