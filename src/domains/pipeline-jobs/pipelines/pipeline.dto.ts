import { ApiProperty } from '@nestjs/swagger';
import { PipelineUserDto } from '../user.dto';
import { DEFAULT_PIPELINE_ID } from '../workspaces/default-ids';
import { PIPELINE_STATUSES } from './pipeline-status';
import type { PipelineStatus } from './pipeline-status';

const VERSION = {
  description: 'Always null: pipelines have no versions.',
  example: null,
  nullable: true,
  type: String,
} as const;

const QUERY_YAML = {
  description: 'What answers the queries, in YAML or JSON: `connector` and its fields. At most 100 KiB.',
  example: 'connector: builtin\ntop_k: 5\n',
};

export class CreatePipelineDto {
  @ApiProperty({
    description: 'Name, unique within the workspace.',
    example: 'contracts',
    pattern: '^[A-Za-z0-9._-]{1,100}$',
  })
  name: string;

  @ApiProperty(QUERY_YAML)
  query_yaml: string;
}

export class PipelineYamlDto {
  @ApiProperty({ ...QUERY_YAML, description: `${QUERY_YAML.description} A secret that is shown or kept is \`"***"\`.` })
  query_yaml: string;
}

export class PipelineDto {
  @ApiProperty({ description: 'Id, for `pipeline_id` of a job.', example: DEFAULT_PIPELINE_ID, format: 'uuid' })
  pipeline_id: string;

  @ApiProperty({ description: 'Name, unique within the workspace.', example: 'builtin' })
  name: string;

  @ApiProperty({ description: 'Whether it can be used.', example: 'DEPLOYED', enum: PIPELINE_STATUSES })
  status: PipelineStatus;

  @ApiProperty({ description: 'Always `DEVELOPMENT`.', example: 'DEVELOPMENT' })
  service_level: string;

  @ApiProperty({ description: 'What answers its queries.', example: 'builtin' })
  connector: string;

  @ApiProperty({
    description: 'Names of the inputs that were found when it was deployed, for connectors that tell.',
    example: null,
    nullable: true,
    type: [String],
  })
  inputs: string[] | null;

  @ApiProperty({ description: 'Whether a query can be limited to one file.', example: true })
  supports_per_file: boolean;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-02T03:04:05.678Z', format: 'date-time' })
  created_at: string;

  @ApiProperty({ description: 'Who made it.', type: PipelineUserDto })
  created_by: PipelineUserDto;

  @ApiProperty({
    description: 'When it was last changed.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  last_edited_at: string | null;

  @ApiProperty({ description: 'Who changed it last.', nullable: true, type: PipelineUserDto })
  last_edited_by: PipelineUserDto | null;

  @ApiProperty(VERSION)
  deployed_version_id: string | null;

  @ApiProperty(VERSION)
  running_version_id: string | null;

  @ApiProperty(VERSION)
  draft_version_id: string | null;
}

export class PipelinePageDto {
  @ApiProperty({ description: 'The pipelines of this page.', type: [PipelineDto] })
  data: PipelineDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of pipelines on all pages.', example: 1, type: 'integer' })
  total: number;
}
