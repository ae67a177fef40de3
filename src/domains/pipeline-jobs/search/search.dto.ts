import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PipelineAnswerDto, PipelineDocumentDto } from '../connectors/found.dto';
import type { SearchBody } from './search.model';

const FREE = { type: 'object', additionalProperties: true, nullable: true, example: null } as const;
const SWITCH = { type: Boolean, example: false, nullable: true } as const;
const QUERY_ID = { example: '0198c2a4-0000-7000-8000-000000000001', format: 'uuid' } as const;

/** For the documents alone: the body is read by `validateSearch`. */
export class PipelineSearchDto implements SearchBody {
  @ApiProperty({ description: 'The questions.', example: ['Who is the tenant?'], type: [String], maxItems: 100 })
  queries: string[];

  @ApiPropertyOptional({ ...SWITCH, description: 'Taken and ignored.' })
  debug: boolean | null;

  @ApiPropertyOptional({ ...SWITCH, description: 'Taken and ignored: `prompts` stays null.' })
  view_prompts: boolean | null;

  @ApiPropertyOptional({
    ...FREE,
    description:
      'Limits the search to files whose meta matches: `{field, operator, value}` or `{operator, conditions}`.',
  })
  filters: Record<string, unknown> | null;

  @ApiPropertyOptional({
    ...FREE,
    description:
      'Parameters for the pipeline. `builtin` takes `{"retriever":{"top_k","filters"},"answers":{"top_k"}}`: the ' +
      'number of documents (1 to 100) and of answers (0 to 10).',
  })
  params: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'The only files that are looked at, by their ids.',
    example: null,
    nullable: true,
    type: [String],
    maxItems: 10000,
  })
  files: string[] | null;
}

class PipelineSearchResultDto {
  @ApiProperty({ ...QUERY_ID, description: 'Id of this question.' })
  query_id: string;

  @ApiProperty({ description: 'The question.', example: 'Who is the tenant?' })
  query: string;

  @ApiProperty({ description: 'Best first.', type: [PipelineAnswerDto] })
  answers: PipelineAnswerDto[];

  @ApiProperty({ description: 'Best first.', type: [PipelineDocumentDto] })
  documents: PipelineDocumentDto[];

  @ApiProperty({ description: 'Always null.', example: null, nullable: true, type: String })
  prompts: null;
}

export class PipelineSearchAnswerDto {
  @ApiProperty({ ...QUERY_ID, description: 'Id of this request.' })
  query_id: string;

  @ApiProperty({ description: 'One for each question, in their order.', type: [PipelineSearchResultDto] })
  results: PipelineSearchResultDto[];
}
