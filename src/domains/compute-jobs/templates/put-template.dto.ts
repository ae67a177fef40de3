import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputeDataSourceDto } from '../data-sources/data-source.dto';
import { ComputeJobConfigDto, ComputeJobParamsDto } from '../jobs/job-settings.dto';

export class PutComputeTemplateDto {
  @ApiProperty({ description: 'Id; a template of yours with it is replaced.', example: 'shout', maxLength: 128 })
  id: string;

  @ApiPropertyOptional({ description: 'What its jobs do.', example: 'Writes in capitals', maxLength: 4000 })
  description?: string;

  @ApiProperty({ description: 'Tag of the app that works on each part.', example: 'hello-world@0.1' })
  app: string;

  @ApiPropertyOptional({ description: 'Tag of the engine that splits the input.', example: 'passthrough' })
  partitioner?: string;

  @ApiPropertyOptional({ description: 'Tag of the engine that merges the results.', example: 'passthrough' })
  assembler?: string;

  @ApiPropertyOptional({
    description: 'Default input of its jobs.',
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bypass' },
  })
  dataSource?: ComputeDataSourceDto;

  @ApiPropertyOptional({
    description: 'Default place of their output.',
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bucket' },
  })
  dataDestination?: ComputeDataSourceDto;

  @ApiPropertyOptional({
    description: 'Defaults below the params of its jobs.',
    type: ComputeJobParamsDto,
    example: { app: { case: 'upper' } },
  })
  params?: ComputeJobParamsDto;

  @ApiPropertyOptional({
    description: 'Defaults below the config of its jobs.',
    type: ComputeJobConfigDto,
    example: { taskTimeout: 60, jobTimeout: 3600, isTestJob: false },
  })
  config?: ComputeJobConfigDto;
}
