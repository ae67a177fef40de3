import { ApiProperty } from '@nestjs/swagger';
import { PipelineJobDto } from './job.dto';

export class PipelineJobPageDto {
  @ApiProperty({ description: 'The jobs of this page, without their queries.', type: [PipelineJobDto] })
  data: PipelineJobDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of jobs on all pages.', example: 1, type: 'integer' })
  total: number;
}
