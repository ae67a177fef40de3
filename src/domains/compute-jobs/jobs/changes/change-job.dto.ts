import { ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { ComputeDataSourceDto } from '../../data-sources/data-source.dto';
import { ComputeJobConfigDto, ComputeJobParamsDto } from '../job-settings.dto';

export class ChangeComputeDataSourceDto {
  @ApiPropertyOptional({
    description: "Where the input is, over the template's; as it was if left out.",
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bypass' },
  })
  dataSource?: ComputeDataSourceDto;

  @ApiPropertyOptional({
    description: "Where the output goes, over the template's; as it was if left out.",
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bucket' },
  })
  dataDestination?: ComputeDataSourceDto;
}

/** The members may lie below `params` or at the top. */
export class ChangeComputeParamsDto extends ComputeJobParamsDto {
  @ApiPropertyOptional({
    description: 'The same members; those at the top do not count beside it.',
    type: ComputeJobParamsDto,
    example: { app: { case: 'lower' } },
  })
  params?: ComputeJobParamsDto;
}

export class RenameComputeJobDto {
  @ApiPropertyOptional({
    description: 'Name for people, kept as sent; none if left out.',
    example: 'demo',
    maxLength: 200,
  })
  name?: string;

  @ApiPropertyOptional({ description: 'The same, where `name` is not sent.', example: 'demo', maxLength: 200 })
  jobName?: string;
}

/** The members may lie below `config` or at the top. */
export class ChangeComputeConfigDto extends PartialType(ComputeJobConfigDto) {
  @ApiPropertyOptional({
    description: 'The same members; those at the top do not count beside it.',
    type: ComputeJobConfigDto,
    example: { taskTimeout: 60 },
  })
  config?: ComputeJobConfigDto;
}
