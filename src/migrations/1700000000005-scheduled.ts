import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Scheduled1700000000005 implements MigrationInterface {
  name = 'Scheduled1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA scheduled;

      -- Moments cross to the code as microseconds since 1970, which a double holds exactly; its dates have none.
      CREATE FUNCTION scheduled.micros(moment timestamptz) RETURNS float8 LANGUAGE sql STABLE
        RETURN (extract(epoch FROM moment) * 1000000)::float8;
      CREATE FUNCTION scheduled.moment(micros float8) RETURNS timestamptz LANGUAGE sql STABLE
        RETURN 'epoch'::timestamptz + micros * interval '1 microsecond';

      CREATE TABLE scheduled.jobs (
        id bigint GENERATED ALWAYS AS IDENTITY,
        uuid uuid NOT NULL,
        tenant_id uuid NOT NULL,
        schedule_id uuid,
        slot timestamptz,
        name text,
        description text,
        idempotency_key text,
        held_key text,
        args json NOT NULL,
        state text NOT NULL DEFAULT 'available',
        held boolean NOT NULL DEFAULT false,
        attempt integer NOT NULL DEFAULT 0,
        interruptions integer NOT NULL DEFAULT 0,
        fence integer NOT NULL DEFAULT 0,
        run_at timestamptz NOT NULL,
        queued_for timestamptz,
        scheduled_at timestamptz NOT NULL,
        inserted_at timestamptz NOT NULL,
        attempted_at timestamptz,
        completed_at timestamptz,
        discarded_at timestamptz,
        cancelled_at timestamptz,
        CONSTRAINT jobs_pkey PRIMARY KEY (id),
        CONSTRAINT jobs_uuid_key UNIQUE (uuid)
      );
      CREATE UNIQUE INDEX jobs_tenant_id_held_key_idx ON scheduled.jobs (tenant_id, held_key) WHERE held_key IS NOT NULL;
      CREATE UNIQUE INDEX jobs_schedule_id_slot_idx ON scheduled.jobs (schedule_id, slot) WHERE schedule_id IS NOT NULL;
      CREATE INDEX jobs_run_at_id_idx ON scheduled.jobs (run_at, id) WHERE state IN ('available', 'retryable') AND NOT held;
      CREATE INDEX jobs_schedule_id_idx ON scheduled.jobs (schedule_id)
        WHERE schedule_id IS NOT NULL AND state IN ('available', 'executing', 'retryable');
      CREATE INDEX jobs_tenant_id_inserted_at_id_idx ON scheduled.jobs (tenant_id, inserted_at DESC, id DESC);
      CREATE INDEX jobs_tenant_id_state_inserted_at_idx ON scheduled.jobs (tenant_id, state, inserted_at DESC);
      CREATE INDEX jobs_tenant_id_discarded_at_idx ON scheduled.jobs (tenant_id, discarded_at) WHERE state = 'discarded';

      CREATE TABLE scheduled.schedules (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'active',
        name text,
        description text,
        idempotency_key text,
        cron text,
        every json,
        timezone text NOT NULL,
        anchor timestamptz NOT NULL,
        misfire text NOT NULL,
        overlap text NOT NULL,
        args json NOT NULL,
        next_run_at timestamptz,
        last_run_at timestamptz,
        runs integer NOT NULL DEFAULT 0,
        missed integer NOT NULL DEFAULT 0,
        skipped integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        last_state json,
        previous json,
        inserted_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT schedules_pkey PRIMARY KEY (id)
      );
      CREATE INDEX schedules_tenant_id_state_id_idx ON scheduled.schedules (tenant_id, state, id);

      CREATE TABLE scheduled.attempts (
        id bigint GENERATED ALWAYS AS IDENTITY,
        time timestamptz NOT NULL,
        tenant_id uuid NOT NULL,
        job_id bigint NOT NULL,
        schedule_id uuid,
        attempt integer NOT NULL,
        finished_at timestamptz,
        duration_ms integer,
        response json,
        error json,
        retry_at timestamptz,
        CONSTRAINT attempts_pkey PRIMARY KEY (id, time)
      ) PARTITION BY RANGE (time);
      CREATE TABLE scheduled.attempts_default PARTITION OF scheduled.attempts DEFAULT;
      CREATE INDEX attempts_tenant_id_time_idx ON scheduled.attempts (tenant_id, time DESC);
      CREATE INDEX attempts_job_id_idx ON scheduled.attempts (job_id);

      CREATE TABLE scheduled.signing_secrets (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        sealed text NOT NULL,
        state text NOT NULL DEFAULT 'current',
        inserted_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        CONSTRAINT signing_secrets_pkey PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX signing_secrets_tenant_id_idx ON scheduled.signing_secrets (tenant_id) WHERE state = 'current';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA scheduled CASCADE');
  }
}
