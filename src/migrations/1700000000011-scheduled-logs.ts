import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledLogs1700000000011 implements MigrationInterface {
  name = 'ScheduledLogs1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE scheduled.logs (
        id bigint GENERATED ALWAYS AS IDENTITY,
        time timestamptz NOT NULL,
        tenant_id uuid NOT NULL,
        job_id bigint NOT NULL,
        event text NOT NULL,
        -- The attempt that the event belongs to: its time.
        attempted_at timestamptz,
        -- What neither the job nor the attempt tells.
        details json
      ) PARTITION BY RANGE (time);
      CREATE TABLE scheduled.logs_default PARTITION OF scheduled.logs DEFAULT;
      CREATE INDEX logs_tenant_id_time_id_idx ON scheduled.logs (tenant_id, time DESC, id DESC);
      CREATE INDEX logs_tenant_id_job_id_id_idx ON scheduled.logs (tenant_id, job_id, id);
      CREATE INDEX logs_tenant_id_event_time_id_idx ON scheduled.logs (tenant_id, event, time DESC, id DESC);

      -- Nobody looks an attempt up by its id.
      ALTER TABLE scheduled.attempts DROP CONSTRAINT attempts_pkey;
      ALTER TABLE scheduled.attempts
        ADD COLUMN status smallint,
        -- The body of the answer as text in lower case, for searching.
        ADD COLUMN body_text text;
      UPDATE scheduled.attempts SET status = substring(response::text FROM '^{"status":(\\d{3}),')::smallint
        WHERE response IS NOT NULL;
      CREATE INDEX attempts_failed_idx ON scheduled.attempts (tenant_id, time DESC)
        WHERE status NOT BETWEEN 200 AND 299;
      CREATE INDEX attempts_schedule_id_time_idx ON scheduled.attempts (schedule_id, time DESC)
        WHERE schedule_id IS NOT NULL;

      CREATE INDEX jobs_state_idx ON scheduled.jobs (state);
      CREATE INDEX jobs_finished_at_idx ON scheduled.jobs ((coalesce(completed_at, discarded_at, cancelled_at)))
        WHERE state IN ('completed', 'discarded', 'cancelled');

      SELECT platform.maintain_partitions('scheduled.logs', 7, 3650),
        platform.maintain_partitions('scheduled.attempts', 7, 3650);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX scheduled.jobs_finished_at_idx, scheduled.jobs_state_idx;
      DROP INDEX scheduled.attempts_schedule_id_time_idx, scheduled.attempts_failed_idx;
      ALTER TABLE scheduled.attempts DROP COLUMN body_text, DROP COLUMN status;
      ALTER TABLE scheduled.attempts ADD CONSTRAINT attempts_pkey PRIMARY KEY (id, time);
      DROP TABLE scheduled.logs;
    `);
  }
}
