import { ApiProperty, OmitType } from '@nestjs/swagger';
import {
  PipelineAnswerDto,
  PipelineDocumentDto,
  PipelineFileReferenceDto,
  PipelineUsageDto,
} from '../connectors/found.dto';
import { ITEM_ERROR_TYPES } from '../items/item-error';
import type { ItemErrorType, StoredError } from '../items/item-error';
import type { Review } from '../items/item.entity';
import { ITEM_STATUSES } from '../jobs/transitions';
import type { ItemStatus } from '../jobs/transitions';
import { PipelineQueryDto } from '../query-sets/query.dto';

export const RESULT_ID = '0198c2a3-0000-7000-8000-000000000002';
const TIME = { example: '2026-01-02T03:04:06.789Z', format: 'date-time', nullable: true, type: String } as const;

export class PipelineResultErrorDto implements StoredError {
  @ApiProperty({ description: 'What went wrong.', example: 'upstream', enum: ITEM_ERROR_TYPES })
  type: ItemErrorType;

  @ApiProperty({ description: 'In words.', example: 'The model is overloaded' })
  message: string;

  @ApiProperty({
    description: 'Of the answer that the pipeline gave, if it gave one.',
    example: 503,
    nullable: true,
    type: 'integer',
  })
  status_code: number | null;
}

export class PipelineReviewDto implements Review {
  @ApiProperty({ description: 'What a person thinks of it.', example: 'correct', enum: ['correct', 'partly', 'wrong'] })
  verdict: Review['verdict'];

  @ApiProperty({ description: 'Why.', example: 'Page 3 names her too', nullable: true, type: String })
  note: string | null;
}

/** One query of a job, over one file or over all. Every field is always there. */
export class PipelineResultDto extends PipelineQueryDto {
  @ApiProperty({ description: 'Id, the same over all attempts.', example: RESULT_ID, format: 'uuid' })
  result_id: string;

  @ApiProperty({ description: 'The job.', example: '0198c2a1-0000-7000-8000-000000000003', format: 'uuid' })
  job_id: string;

  @ApiProperty({
    description: 'Id of the last attempt; null before the first.',
    example: '0198c2a3-0000-7000-8000-000000000003',
    format: 'uuid',
    nullable: true,
    type: String,
  })
  query_id: string | null;

  @ApiProperty({
    description: 'The file that was asked; null for all.',
    nullable: true,
    type: PipelineFileReferenceDto,
  })
  file: PipelineFileReferenceDto | null;

  @ApiProperty({ description: 'Where it stands.', example: 'SUCCEEDED', enum: ITEM_STATUSES })
  status: ItemStatus;

  @ApiProperty({ description: 'Why it failed.', nullable: true, type: PipelineResultErrorDto })
  error: PipelineResultErrorDto | null;

  @ApiProperty({ description: 'The answers, the best first.', type: [PipelineAnswerDto] })
  answers: PipelineAnswerDto[];

  @ApiProperty({ description: 'The documents that were found, the best first.', type: [PipelineDocumentDto] })
  documents: PipelineDocumentDto[];

  @ApiProperty({ description: 'Seconds of the last attempt.', example: 0.42, nullable: true, type: Number })
  duration: number | null;

  @ApiProperty({ description: 'Attempts of this run.', example: 1, type: 'integer' })
  attempts: number;

  @ApiProperty({ ...TIME, description: 'When the last attempt began.' })
  started_at: string | null;

  @ApiProperty({ ...TIME, description: 'When it was finished.' })
  finished_at: string | null;

  @ApiProperty({ description: 'What it cost, where the pipeline tells.', nullable: true, type: PipelineUsageDto })
  usage: PipelineUsageDto | null;

  @ApiProperty({ description: 'The mark that a person gave it.', nullable: true, type: PipelineReviewDto })
  review: PipelineReviewDto | null;
}

/** What others see of a result. */
export class PipelineSharedResultDto extends OmitType(PipelineResultDto, ['review']) {}

export class PipelineResultPageDto {
  @ApiProperty({ description: 'The results of this page.', type: [PipelineResultDto] })
  data: PipelineResultDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of results on all pages.', example: 1, type: 'integer' })
  total: number;
}

export class PipelineSharedResultPageDto {
  @ApiProperty({ description: 'The results of this page.', type: [PipelineSharedResultDto] })
  data: PipelineSharedResultDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of results on all pages.', example: 1, type: 'integer' })
  total: number;
}
