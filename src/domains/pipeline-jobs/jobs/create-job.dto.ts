import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PipelineQueryDto } from '../query-sets/query.dto';
import type { ExecutionMode } from '../validation/create-job.model';
import { DEFAULT_PIPELINE_ID } from '../workspaces/default-ids';

/** For the documents alone: the body is read by `validateCreateJob`. */
export class CreatePipelineJobDto {
  @ApiProperty({ description: 'Name of the job; any text, need not be unique.', example: 'Leases' })
  name: string;

  @ApiProperty({
    description: 'Pipeline of this workspace, deployed or not.',
    example: DEFAULT_PIPELINE_ID,
    format: 'uuid',
  })
  pipeline_id: string;

  @ApiProperty({
    description: '`PER_FILE`: every query once for each file. `ACROSS_FILES`: every query once over all files.',
    example: 'PER_FILE',
    enum: ['PER_FILE', 'ACROSS_FILES'],
  })
  execution_mode: ExecutionMode;

  @ApiPropertyOptional({
    description: 'What the job is for.',
    example: 'Key facts of all leases',
    nullable: true,
    type: String,
  })
  description: string | null;

  @ApiPropertyOptional({
    description: 'Number of queries that may run at once; null counts as 3.',
    example: 3,
    minimum: 1,
    maximum: 20,
    default: 3,
    nullable: true,
    type: 'integer',
  })
  concurrency: number | null;

  @ApiPropertyOptional({
    description: 'Query set of this workspace; not together with `queries`.',
    example: null,
    format: 'uuid',
    nullable: true,
    type: String,
  })
  query_set_id: string | null;

  @ApiPropertyOptional({
    description: 'The questions. They become a new query set with the name of the job.',
    nullable: true,
    type: [PipelineQueryDto],
    maxItems: 10000,
  })
  queries: PipelineQueryDto[] | null;
}
