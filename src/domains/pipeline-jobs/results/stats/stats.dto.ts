import { ApiProperty } from '@nestjs/swagger';
import { PipelineUsageDto } from '../../connectors/found.dto';

class PipelineLatencyDto {
  @ApiProperty({
    description: 'Seconds that half of the results stay below.',
    example: 0.4,
    nullable: true,
    type: Number,
  })
  p50: number | null;

  @ApiProperty({
    description: 'Seconds that 95 of 100 results stay below.',
    example: 1.7,
    nullable: true,
    type: Number,
  })
  p95: number | null;
}

export class PipelineJobStatsDto {
  @ApiProperty({ description: 'The job.', example: '0198c2a1-0000-7000-8000-000000000003', format: 'uuid' })
  job_id: string;

  @ApiProperty({ description: 'Number of results that succeeded or failed.', example: 12, type: 'integer' })
  finished: number;

  @ApiProperty({ description: 'Time of their last attempts.', type: PipelineLatencyDto })
  latency: PipelineLatencyDto;

  @ApiProperty({
    description: 'What they used together; null where the pipeline does not tell.',
    nullable: true,
    type: PipelineUsageDto,
  })
  usage: PipelineUsageDto | null;
}
