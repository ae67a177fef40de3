import { ApiProperty } from '@nestjs/swagger';
import type { Answer, Document, FileReference, Offsets, Usage } from './found';

const FILE_ID = '0198c2a2-0000-7000-8000-000000000001';
const RESULT_ID = '0198c2a3-0000-7000-8000-000000000001';

export class PipelineOffsetsDto implements Offsets {
  @ApiProperty({ description: 'First Unicode code point.', example: 0, type: 'integer' })
  start: number;

  @ApiProperty({ description: 'Code point behind the last one.', example: 19, type: 'integer' })
  end: number;
}

export class PipelineFileReferenceDto implements FileReference {
  @ApiProperty({ description: 'Id of the file.', example: FILE_ID, format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Its name.', example: 'lease.txt' })
  name: string;
}

export class PipelineAnswerDto implements Answer {
  @ApiProperty({ description: 'The answer.', example: 'The tenant is Ada.' })
  answer: string;

  @ApiProperty({
    description: 'Whether it stands in a file so, or was written.',
    example: 'extractive',
    enum: ['extractive', 'generative', 'other'],
  })
  type: Answer['type'];

  @ApiProperty({ description: 'How good it is, up to 1.', example: 0.73, nullable: true, type: Number })
  score: number | null;

  @ApiProperty({ description: 'Text around it.', example: 'The tenant is Ada.', nullable: true, type: String })
  context: string | null;

  @ApiProperty({ description: 'Document that it is from.', example: `${FILE_ID}_0`, nullable: true, type: String })
  document_id: string | null;

  @ApiProperty({ description: 'All documents that it is from.', example: [`${FILE_ID}_0`], type: [String] })
  document_ids: string[];

  @ApiProperty({ description: 'File that it is from.', nullable: true, type: PipelineFileReferenceDto })
  file: PipelineFileReferenceDto | null;

  @ApiProperty({ description: 'All files that it is from.', type: [PipelineFileReferenceDto] })
  files: PipelineFileReferenceDto[];

  @ApiProperty({ description: 'Where it stands in `context`.', type: [PipelineOffsetsDto] })
  offsets_in_context: PipelineOffsetsDto[];

  @ApiProperty({ description: 'Where it stands in the document.', type: [PipelineOffsetsDto] })
  offsets_in_document: PipelineOffsetsDto[];

  @ApiProperty({ description: 'What else is known of it.', example: {}, type: 'object', additionalProperties: true })
  meta: Record<string, unknown>;

  @ApiProperty({ description: 'What a model was asked.', example: null, nullable: true, type: String })
  prompt: string | null;

  @ApiProperty({ description: 'Id of the answer.', example: RESULT_ID })
  result_id: string;
}

export class PipelineDocumentDto implements Document {
  @ApiProperty({ description: 'Id: the file and the number of its part.', example: `${FILE_ID}_0` })
  id: string;

  @ApiProperty({ description: 'Its text.', example: 'The tenant is Ada.', nullable: true, type: String })
  content: string | null;

  @ApiProperty({ description: 'Always `text`.', example: 'text', enum: ['text'] })
  content_type: 'text';

  @ApiProperty({
    description: 'The meta of the file, `file_id`, `file_name`, `split_id` and `split_idx_start`.',
    example: { file_id: FILE_ID, file_name: 'lease.txt', split_id: 0, split_idx_start: 0 },
    type: 'object',
    additionalProperties: true,
  })
  meta: Record<string, unknown>;

  @ApiProperty({ description: 'How well it fits, up to 1.', example: 0.73, nullable: true, type: Number })
  score: number | null;

  @ApiProperty({ description: 'File that it is from.', nullable: true, type: PipelineFileReferenceDto })
  file: PipelineFileReferenceDto | null;

  @ApiProperty({ description: 'Always null.', example: null, nullable: true, type: String })
  embedding: null;

  @ApiProperty({ description: 'Id of the find.', example: RESULT_ID })
  result_id: string;
}

export class PipelineUsageDto implements Usage {
  @ApiProperty({ description: 'Tokens that a model read.', example: 812, type: 'integer' })
  prompt_tokens: number;

  @ApiProperty({ description: 'Tokens that it wrote.', example: 64, type: 'integer' })
  completion_tokens: number;

  @ApiProperty({ description: 'Both.', example: 876, type: 'integer' })
  total_tokens: number;

  @ApiProperty({
    description: 'By the prices of the pipeline; null without prices.',
    example: 0.0021,
    nullable: true,
    type: Number,
  })
  cost: number | null;
}
