import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PipelineDocumentDto } from '../connectors/found.dto';

const FILE_ID = '0198c2a2-0000-7000-8000-000000000001';

export class PipelineUploadDto {
  @ApiProperty({
    description: 'The file, at most 50 MiB: txt, md, csv, json, html, htm, pdf or docx by the ending of its name.',
    type: 'string',
    format: 'binary',
    example: 'The tenant is Ada.',
  })
  file: unknown;

  @ApiPropertyOptional({
    description: 'A JSON object that filters can ask for, at most 250,000 bytes.',
    example: '{"year": 2026}',
  })
  meta: string;
}

export class PipelineCreatedFileDto {
  @ApiProperty({ description: 'Id of the file.', example: FILE_ID, format: 'uuid' })
  file_id: string;
}

export class PipelineFileDto {
  @ApiProperty({ description: 'Id.', example: FILE_ID, format: 'uuid' })
  file_id: string;

  @ApiProperty({ description: 'Name; several files can have the same.', example: 'lease.txt' })
  name: string;

  @ApiProperty({
    description: 'Where it can be read, with the same credential.',
    example: `http://127.0.0.1:3000/api/v1/workspaces/default/files/${FILE_ID}`,
  })
  url: string;

  @ApiProperty({ description: 'Bytes.', example: 18, type: 'integer' })
  size: number;

  @ApiProperty({ description: 'Characters of its text.', example: 18, type: 'integer' })
  characters: number;

  @ApiProperty({
    description: 'What was said of it.',
    example: { year: 2026 },
    type: 'object',
    additionalProperties: true,
  })
  meta: Record<string, unknown>;

  @ApiProperty({ description: 'When it was uploaded.', example: '2026-01-02T03:04:05.678Z', format: 'date-time' })
  created_at: string;

  @ApiProperty({ description: 'Always null.', example: null, nullable: true, type: String })
  languages: null;
}

export class PipelineFilePageDto {
  @ApiProperty({ description: 'The files of this page.', type: [PipelineFileDto] })
  data: PipelineFileDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of files on all pages.', example: 1, type: 'integer' })
  total: number;
}

export class PipelineDocumentPageDto {
  @ApiProperty({ description: 'The documents of this page.', type: [PipelineDocumentDto] })
  data: PipelineDocumentDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of documents on all pages.', example: 1, type: 'integer' })
  total: number;
}
