import { jobEvent } from '../jobs/job-events';
import type { JobState } from '../jobs/transitions';
import type { Descriptor } from './data-source';

/** What decides whether a job takes a file. */
export interface Receiver {
  state: JobState;
  submittedAt: Date | null;
  descriptor: Descriptor | null;
}

const RECEIVER = `SELECT state, submitted_at AS "submittedAt", data_source->>'descriptor' AS descriptor
    FROM compute.jobs WHERE id = $1 AND deleted_at IS NULL`;

/** By its id alone, which comes out of a signed link. */
export const FIND_RECEIVER = { name: 'compute-receiver-find', text: RECEIVER };

/** Uploads to one job end one after the other. */
export const LOCK_RECEIVER = { name: 'compute-receiver-lock', text: `${RECEIVER} FOR NO KEY UPDATE` };

/** Puts a file in the place of those that were there, and tells the keys of those. */
export const RECORD_UPLOAD = {
  name: 'compute-upload-record',
  text: `WITH job AS (
      UPDATE compute.jobs SET uploaded_at = clock_timestamp(), upload_completed_at = NULL WHERE id = $1
      RETURNING *, state AS previous
    ), replaced AS (
      DELETE FROM compute.objects AS object USING job WHERE object.job_id = job.id AND object.kind = 'upload'
      RETURNING object.key
    ), stored AS (
      INSERT INTO compute.objects (id, tenant_id, job_id, kind, name, key, size, sha256)
      SELECT $2, tenant_id, id, 'upload', $3, $4, $5, $6 FROM job
    )
    SELECT ARRAY(SELECT key FROM replaced) AS replaced, ${jobEvent('updated')} FROM job`,
};

/** Uploads that are let go at once. */
export const BATCH = 100;

/** Tells the keys of uploads that are older than $1 hours and whose job was not run. */
export const FORGET_STALE_UPLOADS = {
  name: 'compute-uploads-forget',
  text: `WITH stale AS (
      SELECT id FROM compute.jobs
      WHERE state = 'JOB_STATE_NEW' AND submitted_at IS NULL AND uploaded_at < now() - $1 * interval '1 hour'
      ORDER BY uploaded_at LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED
    ), job AS (
      UPDATE compute.jobs AS job SET uploaded_at = NULL, upload_completed_at = NULL
      FROM stale WHERE job.id = stale.id RETURNING job.id
    )
    DELETE FROM compute.objects AS object USING job WHERE object.job_id = job.id AND object.kind = 'upload'
    RETURNING object.key`,
};
