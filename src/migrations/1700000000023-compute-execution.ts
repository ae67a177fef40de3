import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeExecution1700000000023 implements MigrationInterface {
  name = 'ComputeExecution1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE compute.jobs
        ADD priority text NOT NULL DEFAULT 'EXECUTION_PRIORITY_UNDEFINED',
        ADD run_no integer NOT NULL DEFAULT 0,
        ADD programs json,
        ADD start_at timestamptz,
        ADD uploaded_at timestamptz,
        ADD upload_completed_at timestamptz,
        ADD submitted_at timestamptz,
        ADD started_at timestamptz,
        ADD ended_at timestamptz,
        ADD num_chunks integer,
        ADD released_chunks integer NOT NULL DEFAULT 0,
        ADD open_tasks integer NOT NULL DEFAULT 0,
        ADD failed_chunks integer[] NOT NULL DEFAULT '{}',
        ADD error_message text,
        ADD payment numeric(20, 8) NOT NULL DEFAULT 0,
        ADD files_expire_at timestamptz,
        ADD deleted_at timestamptz;
      CREATE INDEX jobs_tenant_id_created_at_idx ON compute.jobs (tenant_id, created_at DESC, id)
        WHERE deleted_at IS NULL;
      CREATE INDEX jobs_tenant_id_template_id_idx ON compute.jobs (tenant_id, template_id)
        WHERE state = 'JOB_STATE_COMPLETE';
      CREATE INDEX jobs_tenant_id_ended_at_idx ON compute.jobs (tenant_id, ended_at DESC, id) WHERE payment > 0;
      CREATE INDEX jobs_running_idx ON compute.jobs (state)
        WHERE state NOT IN ('JOB_STATE_NEW', 'JOB_STATE_COMPLETE', 'JOB_STATE_FAILED');
      CREATE INDEX jobs_files_expire_at_idx ON compute.jobs (files_expire_at) WHERE files_expire_at IS NOT NULL;

      -- What a job runs: its partitioner, its app once per chunk, its assembler. A task of the API is a step of the app.
      CREATE TABLE compute.steps (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        job_id uuid NOT NULL,
        role text NOT NULL,
        chunk_number integer NOT NULL,
        state text NOT NULL,
        turn integer NOT NULL DEFAULT 0,
        execution integer NOT NULL DEFAULT 0,
        attempt integer NOT NULL DEFAULT 0,
        losses integer NOT NULL DEFAULT 0,
        worker text,
        exit_code integer,
        signal text,
        error_message text,
        input_bytes bigint NOT NULL DEFAULT 0,
        output_bytes bigint,
        cached boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        queued_at timestamptz,
        started_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT steps_pkey PRIMARY KEY (id),
        CONSTRAINT steps_job_id_role_chunk_number_key UNIQUE (job_id, role, chunk_number),
        CONSTRAINT steps_job_id_fkey FOREIGN KEY (job_id) REFERENCES compute.jobs (id) ON DELETE CASCADE
      );
      CREATE INDEX steps_job_id_role_state_idx ON compute.steps (job_id, role, state);

      -- An attempt that was lost with its worker is made again under its number.
      CREATE TABLE compute.attempts (
        step_id uuid NOT NULL,
        run_no integer NOT NULL,
        number integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        exit_code integer,
        signal text,
        error_message text,
        CONSTRAINT attempts_pkey PRIMARY KEY (step_id, run_no, number),
        CONSTRAINT attempts_step_id_fkey FOREIGN KEY (step_id) REFERENCES compute.steps (id) ON DELETE CASCADE
      );

      -- Files in the object store that belong to a job.
      CREATE TABLE compute.objects (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        job_id uuid NOT NULL,
        step_id uuid,
        kind text NOT NULL,
        ordinal integer NOT NULL DEFAULT 0,
        name text NOT NULL,
        key text NOT NULL,
        size bigint NOT NULL,
        sha256 text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT objects_pkey PRIMARY KEY (id),
        CONSTRAINT objects_job_id_fkey FOREIGN KEY (job_id) REFERENCES compute.jobs (id) ON DELETE CASCADE,
        CONSTRAINT objects_step_id_fkey FOREIGN KEY (step_id) REFERENCES compute.steps (id) ON DELETE CASCADE
      );
      CREATE INDEX objects_job_id_kind_ordinal_idx ON compute.objects (job_id, kind, ordinal, name);
      CREATE INDEX objects_step_id_idx ON compute.objects (step_id);

      CREATE TABLE compute.log_lines (
        job_id uuid NOT NULL,
        step_id uuid NOT NULL,
        execution integer NOT NULL,
        seq integer NOT NULL,
        at timestamptz NOT NULL,
        level text NOT NULL,
        line text NOT NULL,
        CONSTRAINT log_lines_pkey PRIMARY KEY (job_id, step_id, execution, seq),
        CONSTRAINT log_lines_step_id_fkey FOREIGN KEY (step_id) REFERENCES compute.steps (id) ON DELETE CASCADE
      );
      CREATE INDEX log_lines_step_id_idx ON compute.log_lines (step_id);

      CREATE TABLE compute.task_cache (
        tenant_id uuid NOT NULL,
        key text NOT NULL,
        objects json NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT task_cache_pkey PRIMARY KEY (tenant_id, key)
      );
      CREATE INDEX task_cache_expires_at_idx ON compute.task_cache (expires_at);

      ALTER TABLE compute.packages
        ADD revision integer NOT NULL DEFAULT 1,
        ADD hash text NOT NULL DEFAULT '',
        ADD entrypoint text NOT NULL DEFAULT '',
        ADD user_name text NOT NULL DEFAULT '';

      CREATE TABLE compute.secrets (
        tenant_id uuid NOT NULL,
        type text NOT NULL,
        id text NOT NULL,
        name text,
        access_key text,
        sealed_key text NOT NULL,
        params json,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT secrets_pkey PRIMARY KEY (tenant_id, type, id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE compute.secrets, compute.task_cache, compute.log_lines, compute.objects, compute.attempts, compute.steps;
      ALTER TABLE compute.packages DROP revision, DROP hash, DROP entrypoint, DROP user_name;
      ALTER TABLE compute.jobs
        DROP priority, DROP run_no, DROP programs, DROP start_at, DROP uploaded_at, DROP upload_completed_at,
        DROP submitted_at, DROP started_at, DROP ended_at, DROP num_chunks, DROP released_chunks, DROP open_tasks,
        DROP failed_chunks, DROP error_message, DROP payment, DROP files_expire_at, DROP deleted_at;
    `);
  }
}
