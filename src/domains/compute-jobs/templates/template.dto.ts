import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputeDataSourceDto, showDataSource } from '../data-sources/data-source.dto';
import { ComputeJobConfigDto, ComputeJobParamsDto } from '../jobs/job-settings.dto';
import { ComputePaginationDto } from '../lists/pagination.dto';
import { PUBLIC_OWNER } from '../public-owner';
import type { Template } from './template.entity';

/** What a job shows of its template. */
export class ComputeTemplateInfoDto {
  @ApiProperty({ description: 'Id, made by its owner.', example: 'hello-world', maxLength: 128 })
  id: string;

  @ApiProperty({
    description: 'Account that owns it; all zeros for public ones.',
    example: PUBLIC_OWNER,
    format: 'uuid',
  })
  owner: string;

  @ApiPropertyOptional({ description: 'What its jobs do.', example: 'Changes the case of a text', maxLength: 4000 })
  description?: string;

  @ApiProperty({ description: 'Tag of the app that works on each part.', example: 'hello-world@0.1' })
  app: string;

  @ApiProperty({ description: 'Tag of the engine that splits the input.', example: 'passthrough' })
  partitioner: string;

  @ApiProperty({ description: 'Tag of the engine that merges the results.', example: 'passthrough' })
  assembler: string;
}

export class ComputeTemplateDto extends ComputeTemplateInfoDto {
  @ApiPropertyOptional({ description: 'Default input of its jobs.', type: ComputeDataSourceDto })
  dataSource?: ComputeDataSourceDto;

  @ApiPropertyOptional({ description: 'Default place of their output.', type: ComputeDataSourceDto })
  dataDestination?: ComputeDataSourceDto;

  @ApiPropertyOptional({ description: 'Defaults below the params of its jobs.', type: ComputeJobParamsDto })
  params?: ComputeJobParamsDto;

  @ApiPropertyOptional({ description: 'Defaults below the config of its jobs.', type: ComputeJobConfigDto })
  config?: ComputeJobConfigDto;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ description: 'Whether every account may use it.', example: true })
  isPublic: boolean;
}

export class ComputeTemplateListDto {
  @ApiProperty({ description: 'The templates.', type: [ComputeTemplateDto] })
  templates: ComputeTemplateDto[];

  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;
}

export class ComputeNamedTemplateDto extends ComputeTemplateInfoDto {
  @ApiProperty({ description: 'The id once more.', example: 'hello-world' })
  name: string;
}

export class ComputeNamedTemplateListDto {
  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;

  @ApiProperty({ description: 'The templates.', type: [ComputeNamedTemplateDto] })
  data: ComputeNamedTemplateDto[];
}

type TemplateInfo = Pick<Template, 'id' | 'tenantId' | 'definition'>;

export function showTemplateInfo({ id, tenantId, definition }: TemplateInfo): ComputeTemplateInfoDto {
  const { description, app, partitioner, assembler } = definition;
  return { id, owner: tenantId, description, app, partitioner, assembler };
}

export function showTemplate(template: Template): ComputeTemplateDto {
  const { dataSource, dataDestination, params, config } = template.definition;
  return {
    ...showTemplateInfo(template),
    dataSource: dataSource && showDataSource(dataSource),
    dataDestination: dataDestination && showDataSource(dataDestination),
    params: params && Object.keys(params).length > 0 ? params : undefined,
    config: config && Object.keys(config).length > 0 ? config : undefined,
    createdAt: template.createdAt.toISOString(),
    updatedAt: template.updatedAt.toISOString(),
    isPublic: template.tenantId === PUBLIC_OWNER,
  };
}
