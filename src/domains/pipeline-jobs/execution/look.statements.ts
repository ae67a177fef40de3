/** SQL of whether the row `pipeline` can be asked, and whether that will soon be known. */
export const IS_AVAILABLE = `(pipeline.deleted_at IS NULL AND pipeline.status IN ('DEPLOYED', 'DEPLOYING'))`;
const IS_DEPLOYING = `(pipeline.deleted_at IS NULL AND pipeline.status = 'DEPLOYING')`;

/** Holds the job $1 while it is started; tells how far its run is, and whether its pipeline has to be held as well. */
export const HOLD_RUN = {
  name: 'pipeline-round-hold-job',
  text: `SELECT job.id, job.tenant_id AS "tenantId", job.workspace_id AS "workspaceId",
      job.execution_mode AS "executionMode", job.status, job.executed_requests AS executed,
      job.failed_requests AS failed, job.left_requests AS left, job.answered,
      job.unreachable_in_row AS "unreachableInRow", job.succeeded_in_row AS "succeededInRow",
      job.effective_concurrency AS "effectiveConcurrency", job.error, false AS halved, job.concurrency,
      job.started_at AS "startedAt", job.pipeline_id AS "pipelineId",
      coalesce(pipeline.deployed_config ? 'max_concurrency', false) AS shared
    FROM pipeline.jobs AS job JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id
    WHERE job.id = $1 AND job.status = 'STARTED' FOR NO KEY UPDATE OF job`,
};

/** Keeps the calls of the pipeline $1 from being counted twice at once. */
export const HOLD_PIPELINE = {
  name: 'pipeline-round-hold-pipeline',
  text: 'SELECT FROM pipeline.pipelines WHERE id = $1 FOR NO KEY UPDATE',
};

/** SQL of the items of the row `job` that wait for their turn in this run. */
const WAITING = `FROM pipeline.items AS item WHERE item.job_id = job.id AND item.status = 'PENDING'`;
/** One moment for the whole statement: an item is either due or will be. */
const MILLISECONDS_UNTIL = (time: string) => `(extract(epoch FROM ${time} - statement_timestamp()) * 1000)::float8`;

/**
 * What the slots $2 of the job $1 find: those whose turn is the one in $3, or that still make the attempt in $4; and up to
 * $5 items to be run next. Retries that are due come first: they stood before all others.
 */
export const LOOK = {
  name: 'pipeline-round-look',
  text: `SELECT ${MILLISECONDS_UNTIL('job.paused_until')} AS "pausedFor", ${IS_DEPLOYING} AS deploying,
      ${IS_AVAILABLE} AS available, (pipeline.deployed_config ->> 'max_concurrency')::int AS "maxConcurrency",
      CASE WHEN pipeline.deployed_config ? 'max_concurrency' THEN (
        SELECT count(*)::int FROM pipeline.slots AS other
        WHERE other.pipeline_id = job.pipeline_id AND other.item_id IS NOT NULL
      ) ELSE 0 END AS busy,
      ARRAY(SELECT item.id ${WAITING} AND item.not_before <= statement_timestamp()
        ORDER BY item.not_before, item.ordinal LIMIT $5)
      || ARRAY(SELECT item.id ${WAITING} AND item.not_before IS NULL
        ORDER BY item.not_before, item.ordinal LIMIT $5) AS next,
      (SELECT ${MILLISECONDS_UNTIL('min(item.not_before)')} ${WAITING}
        AND item.not_before > statement_timestamp() AND item.not_before < 'infinity') AS "dueIn",
      coalesce(pipeline.deployed_config, pipeline.config) AS config, pipeline.inputs,
      (SELECT coalesce(json_agg(json_build_object('slot', slot.number,
          'held', CASE WHEN wanted.lease IS NULL THEN slot.item_id END,
          'early', coalesce(item.started_at < job.halved_at, false),
          'seconds', extract(epoch FROM statement_timestamp() - item.started_at))), '[]')
        FROM unnest($2::int[], $3::int[], $4::uuid[]) AS wanted (slot, turn, lease)
          JOIN pipeline.slots AS slot ON slot.job_id = job.id AND slot.number = wanted.slot
          LEFT JOIN pipeline.items AS item ON item.id = slot.item_id
        WHERE CASE WHEN wanted.lease IS NULL THEN slot.turn = wanted.turn
          ELSE item.lease = wanted.lease AND item.status = 'RUNNING' END) AS slots
    FROM pipeline.jobs AS job JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id WHERE job.id = $1`,
};

/** Whether an item of the job $1 that was finished since $2 failed for another reason than the types $3. */
export const FAILED_OTHERWISE = {
  name: 'pipeline-run-failed-otherwise',
  text: `SELECT FROM pipeline.items
    WHERE job_id = $1 AND status = 'FAILED' AND finished_at >= $2 AND error ->> 'type' <> ALL ($3::text[]) LIMIT 1`,
};
