import { queueSlot } from './pipeline-tasks';

/** SQL of whether the row `pipeline` can be asked, and whether that will soon be known. */
export const IS_AVAILABLE = `(pipeline.deleted_at IS NULL AND pipeline.status IN ('DEPLOYED', 'DEPLOYING'))`;
const IS_DEPLOYING = `(pipeline.deleted_at IS NULL AND pipeline.status = 'DEPLOYING')`;

/** Holds the job $1 while it is started, and tells whether its pipeline has to be held as well. */
export const HOLD_JOB = {
  name: 'pipeline-claim-hold-job',
  text: `SELECT job.pipeline_id AS pipeline, coalesce(pipeline.deployed_config ? 'max_concurrency', false) AS shared
    FROM pipeline.jobs AS job JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id
    WHERE job.id = $1 AND job.status = 'STARTED' FOR NO KEY UPDATE OF job`,
};

/** Keeps the calls of the pipeline $1 from being counted twice at once. */
export const HOLD_PIPELINE = {
  name: 'pipeline-claim-hold-pipeline',
  text: 'SELECT FROM pipeline.pipelines WHERE id = $1 FOR NO KEY UPDATE',
};

/** SQL of the items of the row `job` that wait for their turn in this run. */
const WAITING = `FROM pipeline.items AS item WHERE item.job_id = job.id AND item.status = 'PENDING'`;
const MILLISECONDS_UNTIL = (time: string) => `(extract(epoch FROM ${time} - clock_timestamp()) * 1000)::float8`;

/** What the slot $2 of the job $1 finds in its turn $3. Retries that are due come first: they stood before all others. */
export const LOOK = {
  name: 'pipeline-claim-look',
  text: `SELECT slot.number AS slot, slot.item_id AS held, job.effective_concurrency AS "effectiveConcurrency",
      ${MILLISECONDS_UNTIL('job.paused_until')} AS "pausedFor", ${IS_DEPLOYING} AS deploying,
      (pipeline.deployed_config ->> 'max_concurrency')::int AS "maxConcurrency",
      CASE WHEN pipeline.deployed_config ? 'max_concurrency' THEN (
        SELECT count(*)::int FROM pipeline.slots AS other
        WHERE other.pipeline_id = slot.pipeline_id AND other.item_id IS NOT NULL
      ) ELSE 0 END AS busy,
      coalesce(
        (SELECT item.id ${WAITING} AND item.not_before <= clock_timestamp() ORDER BY item.not_before, item.ordinal LIMIT 1),
        (SELECT item.id ${WAITING} AND item.not_before IS NULL ORDER BY item.not_before, item.ordinal LIMIT 1)
      ) AS next,
      (SELECT ${MILLISECONDS_UNTIL('min(item.not_before)')} ${WAITING} AND item.not_before < 'infinity') AS "dueIn"
    FROM pipeline.slots AS slot JOIN pipeline.jobs AS job ON job.id = slot.job_id
      JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id
    WHERE slot.job_id = $1 AND slot.number = $2 AND slot.turn = $3`,
};

/** Hands the item $3 with the lease $4 to the slot $2 of the job $1. One that runs already is the same attempt again. */
export const TAKE = {
  name: 'pipeline-claim-take',
  text: `WITH slot AS (
      UPDATE pipeline.slots AS slot SET item_id = $3 WHERE slot.job_id = $1 AND slot.number = $2
    ), item AS (
      UPDATE pipeline.items AS item SET status = 'RUNNING', attempts = attempts + (status = 'PENDING')::int, lease = $4,
        not_before = NULL, started_at = clock_timestamp()
      WHERE item.id = $3 AND item.job_id = $1 AND item.status IN ('PENDING', 'RUNNING') RETURNING item.*
    )
    SELECT item.id, item.job_id AS "jobId", $2::int AS slot, item.lease, job.tenant_id AS "tenantId",
      job.workspace_id AS "workspaceId", job.execution_mode AS "executionMode", item.query, item.filters, item.params,
      item.file_id AS "fileId", item.file_name AS "fileName",
      EXISTS (SELECT FROM pipeline.files AS file WHERE file.id = item.file_id) AS "hasFile", item.attempts, item.limited,
      coalesce(pipeline.deployed_config, pipeline.config) AS config, pipeline.inputs, ${IS_AVAILABLE} AS available
    FROM item JOIN pipeline.jobs AS job ON job.id = item.job_id
      JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id`,
};

/** Queues the slot $2 of the job $1 in $3 milliseconds. */
export const WAIT = {
  name: 'pipeline-claim-wait',
  text: `WITH slot AS (
      UPDATE pipeline.slots AS slot SET turn = turn + 1 WHERE slot.job_id = $1 AND slot.number = $2 RETURNING slot.*
    )
    SELECT ${queueSlot(`clock_timestamp() + ($3::float8 + 1) * interval '1 millisecond'`)} FROM slot`,
};

/** Queues one idle slot of the job $1 among the first $2. */
export const WAKE_ONE = {
  name: 'pipeline-slot-wake-one',
  text: `WITH slot AS (
      UPDATE pipeline.slots AS slot SET turn = turn + 1
      WHERE slot.job_id = $1 AND slot.number = (
        SELECT min(idle.number) FROM pipeline.slots AS idle
        WHERE idle.job_id = $1 AND idle.number <= $2 AND idle.item_id IS NULL
      ) RETURNING slot.*
    )
    SELECT ${queueSlot()} FROM slot`,
};
