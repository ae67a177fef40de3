import { INITIAL_PIPELINE_STATUS } from './pipeline-transitions';

/** SQL that appends an event about the row `pipeline`. */
const pipelineEvent = (type: 'created' | 'updated' | 'deployed' | 'deploy_failed' | 'undeployed' | 'deleted'): string =>
  `platform.append_event(pipeline.tenant_id, 'quintet.pipeline.pipeline.${type}', pipeline.id::text,
      json_build_object('workspace_id', pipeline.workspace_id, 'pipeline_id', pipeline.id, 'name', pipeline.name))`;

/** $1 tenant, $2 workspace, $3 id, $4 name, $5 text, $6 config, $7 whether it can be limited to a file, $8 creator. */
export const INSERT_PIPELINE = {
  name: 'pipeline-pipeline-insert',
  text: `WITH pipeline AS (
      INSERT INTO pipeline.pipelines
        (id, tenant_id, workspace_id, name, status, query_yaml, config, supports_per_file, created_by)
      SELECT $3, tenant_id, id, $4, '${INITIAL_PIPELINE_STATUS}', $5, $6, $7, $8
      FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE
      RETURNING id, tenant_id, workspace_id, name, created_at
    )
    SELECT created_at, ${pipelineEvent('created')} FROM pipeline`,
};

/** Of a locked pipeline. $1 id, $2 status, $3 text, $4 config, $5 whether it can be limited to a file, $6 who. */
export const REPLACE_CONFIG = {
  name: 'pipeline-pipeline-replace-config',
  text: `WITH pipeline AS (
      UPDATE pipeline.pipelines SET status = $2, query_yaml = $3, config = $4, supports_per_file = $5, inputs = NULL,
        last_edited_at = now(), last_edited_by = $6
      WHERE id = $1
      RETURNING id, tenant_id, workspace_id, name, last_edited_at
    )
    SELECT last_edited_at, ${pipelineEvent('updated')} FROM pipeline`,
};

/** Of a locked pipeline, $1. Jobs show its name; what it was told, secrets included, is of no more use. */
export const DELETE_PIPELINE = {
  name: 'pipeline-pipeline-delete',
  text: `WITH pipeline AS (
      UPDATE pipeline.pipelines SET status = '${INITIAL_PIPELINE_STATUS}', deleted_at = now(), deployed_config = NULL,
        config = jsonb_build_object('connector', config -> 'connector'), query_yaml = ''
      WHERE id = $1
      RETURNING id, tenant_id, workspace_id, name
    )
    SELECT ${pipelineEvent('deleted')} FROM pipeline`,
};

/** Of a locked pipeline. $1 id, $2 status. */
export const BEGIN_DEPLOYMENT = {
  name: 'pipeline-deployment-begin',
  text: 'UPDATE pipeline.pipelines SET status = $2 WHERE id = $1',
};

/** Of a locked pipeline. $1 id, $2 status, $3 inputs, $4 whether it can be limited to a file, $5 config to run with. */
export const DEPLOY = {
  name: 'pipeline-deployment-succeed',
  text: `WITH pipeline AS (
      UPDATE pipeline.pipelines SET status = $2, inputs = $3, supports_per_file = $4, deployed_config = $5
      WHERE id = $1
      RETURNING id, tenant_id, workspace_id, name
    )
    SELECT ${pipelineEvent('deployed')} FROM pipeline`,
};

/** Of a locked pipeline. $1 id, $2 status. */
export const FAIL_DEPLOYMENT = {
  name: 'pipeline-deployment-fail',
  text: `WITH pipeline AS (
      UPDATE pipeline.pipelines SET status = $2 WHERE id = $1 RETURNING id, tenant_id, workspace_id, name
    )
    SELECT ${pipelineEvent('deploy_failed')} FROM pipeline`,
};

/** Of a locked pipeline. $1 id, $2 status. */
export const UNDEPLOY = {
  name: 'pipeline-undeploy',
  text: `WITH pipeline AS (
      UPDATE pipeline.pipelines SET status = $2 WHERE id = $1 RETURNING id, tenant_id, workspace_id, name
    )
    SELECT ${pipelineEvent('undeployed')} FROM pipeline`,
};
