import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DroneSchedules1700000000046 implements MigrationInterface {
  name = 'DroneSchedules1700000000046';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE drone.schedules (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        cron text NOT NULL,
        time_zone text NOT NULL,
        job json NOT NULL,
        missed_runs text NOT NULL,
        start_at timestamptz,
        end_at timestamptz,
        enabled boolean NOT NULL,
        next_run_at timestamptz,
        last_run_at timestamptz,
        last_failure text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT schedules_pkey PRIMARY KEY (id)
      );
      CREATE INDEX schedules_tenant_id_created_at_id_idx ON drone.schedules (tenant_id, created_at DESC, id);

      CREATE TABLE drone.schedule_jobs (
        job_id text NOT NULL,
        tenant_id uuid NOT NULL,
        schedule_id text NOT NULL,
        run_at timestamptz NOT NULL,
        CONSTRAINT schedule_jobs_pkey PRIMARY KEY (job_id),
        CONSTRAINT schedule_jobs_schedule_id_run_at_key UNIQUE (schedule_id, run_at),
        CONSTRAINT schedule_jobs_job_id_fkey FOREIGN KEY (job_id) REFERENCES drone.jobs (id) ON DELETE CASCADE,
        CONSTRAINT schedule_jobs_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES drone.schedules (id) ON DELETE CASCADE
      );

      CREATE TABLE drone.alarm_sources (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        secret_hash bytea NOT NULL,
        name text NOT NULL,
        job json NOT NULL,
        dedupe_key text,
        dedupe_seconds integer NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT alarm_sources_pkey PRIMARY KEY (id)
      );
      CREATE INDEX alarm_sources_tenant_id_created_at_id_idx ON drone.alarm_sources (tenant_id, created_at DESC, id);
      CREATE UNIQUE INDEX alarm_sources_secret_hash_idx ON drone.alarm_sources (secret_hash);

      CREATE TABLE drone.alarm_receipts (
        source_id text NOT NULL,
        key_hash bytea NOT NULL,
        tenant_id uuid NOT NULL,
        job_id text,
        expires_at timestamptz NOT NULL,
        CONSTRAINT alarm_receipts_pkey PRIMARY KEY (source_id, key_hash),
        CONSTRAINT alarm_receipts_source_id_fkey FOREIGN KEY (source_id) REFERENCES drone.alarm_sources (id)
          ON DELETE CASCADE
      );
      CREATE INDEX alarm_receipts_source_id_expires_at_idx ON drone.alarm_receipts (source_id, expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE drone.alarm_receipts, drone.alarm_sources, drone.schedule_jobs, drone.schedules');
  }
}
