import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PipelineUserDto } from '../user.dto';
import { PipelineQueryDto } from './query.dto';

export class CreateQuerySetDto {
  @ApiProperty({ description: 'Name; need not be unique.', example: 'Lease questions' })
  name: string;

  @ApiProperty({ description: 'The questions, in order.', type: [PipelineQueryDto], maxItems: 10000 })
  queries: PipelineQueryDto[];
}

/** For the documents alone: the body is read by `validateImportQuerySet`. */
export class ImportQuerySetDto {
  @ApiProperty({
    description: 'CSV file.',
    example: 'query,group_name\r\nWho is the tenant?,Parties\r\n',
    type: 'string',
    format: 'binary',
  })
  file: unknown;

  @ApiPropertyOptional({ description: 'Name of the set; that of the file when left out.', example: 'Lease questions' })
  name: string;
}

export class QuerySetDto {
  @ApiProperty({ description: 'Id.', example: '0198c2a1-0000-7000-8000-000000000001', format: 'uuid' })
  query_set_id: string;

  @ApiProperty({ description: 'Name.', example: 'Lease questions' })
  name: string;

  @ApiProperty({ description: 'Number of questions.', example: 1, type: 'integer' })
  total_queries: number;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-02T03:04:05.678Z', format: 'date-time' })
  created_at: string;

  @ApiProperty({ description: 'Who made it.', type: PipelineUserDto })
  created_by: PipelineUserDto;
}

export class QuerySetPageDto {
  @ApiProperty({ description: 'The sets of this page.', type: [QuerySetDto] })
  data: QuerySetDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of sets on all pages.', example: 1, type: 'integer' })
  total: number;
}

export class PipelineQueryPageDto {
  @ApiProperty({ description: 'The questions of this page.', type: [PipelineQueryDto] })
  data: PipelineQueryDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of questions on all pages.', example: 1, type: 'integer' })
  total: number;
}
