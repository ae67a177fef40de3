import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEFAULT_WORKSPACE_ID } from './default-ids';

export class CreateWorkspaceDto {
  @ApiProperty({
    description: 'Name, unique within the tenant: 2 to 100 characters without `/` and control characters.',
    example: 'contracts',
    minLength: 2,
    maxLength: 100,
  })
  name: string;

  @ApiPropertyOptional({
    description: 'Language of its files: a text search configuration of PostgreSQL.',
    example: 'english',
    default: 'english',
  })
  language: string;
}

class WorkspaceLanguagesDto {
  @ApiProperty({ description: 'Language in which files are searched.', example: 'english' })
  search: string;
}

export class WorkspaceDto {
  @ApiProperty({ description: 'Name, unique within the tenant.', example: 'default' })
  name: string;

  @ApiProperty({ description: 'Id, for the routes below `/api/v2`.', example: DEFAULT_WORKSPACE_ID, format: 'uuid' })
  workspace_id: string;

  @ApiProperty({ description: 'Languages of its files.', type: WorkspaceLanguagesDto })
  languages: WorkspaceLanguagesDto;

  @ApiProperty({ description: 'Always 0: pipelines never fall asleep.', example: 0, type: 'integer' })
  default_idle_timeout_in_seconds: number;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-02T03:04:05.678Z', format: 'date-time' })
  created_at: string;
}

export class PipelineWorkspaceStatsDto {
  @ApiProperty({ description: 'Files.', example: 12, type: 'integer' })
  file_count: number;

  @ApiProperty({ description: 'Characters in the texts of its files.', example: 48210, type: 'integer' })
  character_count: number;

  @ApiProperty({ description: 'Pipelines.', example: 1, type: 'integer' })
  pipeline_count: number;

  @ApiProperty({ description: 'Jobs.', example: 3, type: 'integer' })
  job_count: number;
}
