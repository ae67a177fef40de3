import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { IndexedQuery } from '../validation/query.model';

const FREE = { type: 'object', additionalProperties: true, nullable: true } as const;

export class PipelineQueryDto implements IndexedQuery {
  @ApiProperty({ description: 'The question.', example: 'Who is the tenant?' })
  query: string;

  @ApiPropertyOptional({
    ...FREE,
    description:
      'Limits the question to files whose meta matches: `{field, operator, value}` or `{operator, conditions}`.',
    example: null,
  })
  filters: Record<string, unknown> | null;

  @ApiPropertyOptional({ ...FREE, description: 'Parameters for the pipeline, for this question only.', example: null })
  params: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'Section that the question belongs to when results are shown; never sent to a pipeline.',
    example: 'Parties',
    nullable: true,
    type: String,
  })
  group_name: string | null;

  @ApiPropertyOptional({
    description: 'Short title of its column when results are shown; never sent to a pipeline.',
    example: 'Tenant',
    nullable: true,
    type: String,
  })
  query_label: string | null;

  @ApiPropertyOptional({
    description: 'Position among the questions of the same group, from 0; filled when left out.',
    example: 0,
    nullable: true,
    type: 'integer',
  })
  query_index: number;

  @ApiPropertyOptional({
    description: 'Position in the list, from 0; filled when left out.',
    example: 0,
    nullable: true,
    type: 'integer',
  })
  absolute_query_index: number;
}
