import { ApiProperty } from '@nestjs/swagger';
import { PipelineFileReferenceDto } from '../../connectors/found.dto';
import { ITEM_STATUSES } from '../../jobs/transitions';
import type { ItemStatus } from '../../jobs/transitions';
import { RESULT_ID } from '../result.dto';
import { CHANGES } from './compare.model';
import type { Change } from './compare.model';

export class PipelineComparedSideDto {
  @ApiProperty({ description: 'The result.', example: RESULT_ID, format: 'uuid' })
  result_id: string;

  @ApiProperty({ description: 'Where it stands.', example: 'SUCCEEDED', enum: ITEM_STATUSES })
  status: ItemStatus;

  @ApiProperty({ description: 'Its first answer.', example: 'The tenant is Ada.', nullable: true, type: String })
  answer: string | null;

  @ApiProperty({ description: 'How good it is, up to 1.', example: 0.73, nullable: true, type: Number })
  score: number | null;

  @ApiProperty({ description: 'Files that its documents are from.', example: ['lease.txt'], type: [String] })
  document_names: string[];
}

export class PipelineComparisonDto {
  @ApiProperty({ description: 'Position of the question in its list.', example: 0, type: 'integer' })
  absolute_query_index: number;

  @ApiProperty({ description: 'The question.', example: 'Who is the tenant?' })
  query: string;

  @ApiProperty({
    description: 'The file that was asked; null for all.',
    nullable: true,
    type: PipelineFileReferenceDto,
  })
  file: PipelineFileReferenceDto | null;

  @ApiProperty({
    description: '`CHANGED`: the first answer or the status is another one.',
    example: 'CHANGED',
    enum: CHANGES,
  })
  change: Change;

  @ApiProperty({ description: 'Result of the job in the path.', nullable: true, type: PipelineComparedSideDto })
  left: PipelineComparedSideDto | null;

  @ApiProperty({ description: 'Result of the job `with`.', nullable: true, type: PipelineComparedSideDto })
  right: PipelineComparedSideDto | null;
}

export class PipelineComparisonSummaryDto implements Record<Change, number> {
  @ApiProperty({ description: 'Requests that came to the same.', example: 10, type: 'integer' })
  SAME: number;

  @ApiProperty({ description: 'Requests that came to something else.', example: 1, type: 'integer' })
  CHANGED: number;

  @ApiProperty({ description: 'Requests of the job in the path alone.', example: 1, type: 'integer' })
  ONLY_LEFT: number;

  @ApiProperty({ description: 'Requests of the job `with` alone.', example: 0, type: 'integer' })
  ONLY_RIGHT: number;
}

export class PipelineComparisonPageDto {
  @ApiProperty({ description: 'The requests of this page, in the order of the list.', type: [PipelineComparisonDto] })
  data: PipelineComparisonDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of requests on all pages.', example: 12, type: 'integer' })
  total: number;

  @ApiProperty({ description: 'Requests by their change, whatever the filter.', type: PipelineComparisonSummaryDto })
  summary: PipelineComparisonSummaryDto;
}
