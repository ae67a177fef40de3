import type { PipelineDto } from './pipeline.dto';
import type { Pipeline } from './pipeline.entity';

type Shown = Pick<
  Pipeline,
  | 'id'
  | 'name'
  | 'status'
  | 'config'
  | 'inputs'
  | 'supportsPerFile'
  | 'createdAt'
  | 'createdBy'
  | 'lastEditedAt'
  | 'lastEditedBy'
>;

export function toPipelineDto(pipeline: Shown): PipelineDto {
  return {
    pipeline_id: pipeline.id,
    name: pipeline.name,
    status: pipeline.status,
    service_level: 'DEVELOPMENT',
    connector: pipeline.config.connector,
    inputs: pipeline.inputs,
    supports_per_file: pipeline.supportsPerFile,
    created_at: pipeline.createdAt.toISOString(),
    created_by: pipeline.createdBy,
    last_edited_at: pipeline.lastEditedAt?.toISOString() ?? null,
    last_edited_by: pipeline.lastEditedBy,
    deployed_version_id: null,
    running_version_id: null,
    draft_version_id: null,
  };
}
