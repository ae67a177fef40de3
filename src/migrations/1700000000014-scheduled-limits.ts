import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledLimits1700000000014 implements MigrationInterface {
  name = 'ScheduledLimits1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduled.jobs
        ADD COLUMN destination text, ADD COLUMN flow_key text, ADD COLUMN fifo_key text, ADD COLUMN turn text;
      ALTER TABLE scheduled.schedules
        ADD COLUMN destination text, ADD COLUMN flow_key text, ADD COLUMN fifo_key text;
      CREATE INDEX jobs_flow_executing_idx ON scheduled.jobs (tenant_id, flow_key)
        WHERE flow_key IS NOT NULL AND state = 'executing';
      CREATE INDEX jobs_flow_turn_idx ON scheduled.jobs (tenant_id, flow_key, turn, scheduled_at, id)
        WHERE flow_key IS NOT NULL AND turn IS NOT NULL;
      CREATE INDEX jobs_fifo_idx ON scheduled.jobs (tenant_id, fifo_key, scheduled_at, id)
        WHERE fifo_key IS NOT NULL AND state = 'available';
      CREATE INDEX jobs_fifo_head_idx ON scheduled.jobs (tenant_id, fifo_key)
        WHERE fifo_key IS NOT NULL AND (state IN ('executing', 'retryable') OR turn IN ('flow', 'called'));

      CREATE TABLE scheduled.flow_controls (
        tenant_id uuid NOT NULL,
        key text NOT NULL,
        concurrency integer,
        rate integer,
        period interval NOT NULL DEFAULT '1 second',
        paused boolean NOT NULL DEFAULT false,
        reason text,
        pause_after_failures integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        admit_at timestamptz,
        CONSTRAINT flow_controls_pkey PRIMARY KEY (tenant_id, key)
      );
      CREATE TABLE scheduled.flow_starts (
        tenant_id uuid NOT NULL,
        key text NOT NULL,
        at timestamptz NOT NULL,
        job_id bigint NOT NULL,
        CONSTRAINT flow_starts_pkey PRIMARY KEY (tenant_id, key, at, job_id)
      );
    `);
    await runner.query(`
      DROP FUNCTION engine.enqueue(text, json, timestamptz, text, integer);
      CREATE FUNCTION engine.enqueue(
        task text, payload json, run_at timestamptz DEFAULT NULL, key text DEFAULT NULL, priority integer DEFAULT NULL,
        flags text[] DEFAULT NULL
      ) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
          IF enqueue.key IS NULL THEN
            INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at, priority, flags)
              SELECT tasks.id, enqueue.payload, coalesce(enqueue.run_at, now()), coalesce(enqueue.priority, 0),
                (SELECT jsonb_object_agg(flag, true) FROM unnest(enqueue.flags) AS flag)
              FROM graphile_worker._private_tasks AS tasks WHERE tasks.identifier = enqueue.task;
            IF FOUND THEN
              RETURN;
            END IF;
          END IF;
          PERFORM graphile_worker.add_job(
            task, payload, run_at := run_at, job_key := key, priority := priority, flags := flags);
        END
        $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION engine.enqueue(text, json, timestamptz, text, integer, text[]);
      CREATE FUNCTION engine.enqueue(
        task text, payload json, run_at timestamptz DEFAULT NULL, key text DEFAULT NULL, priority integer DEFAULT NULL
      ) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
          IF enqueue.key IS NULL THEN
            INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at, priority)
              SELECT tasks.id, enqueue.payload, coalesce(enqueue.run_at, now()), coalesce(enqueue.priority, 0)
              FROM graphile_worker._private_tasks AS tasks WHERE tasks.identifier = enqueue.task;
            IF FOUND THEN
              RETURN;
            END IF;
          END IF;
          PERFORM graphile_worker.add_job(task, payload, run_at := run_at, job_key := key, priority := priority);
        END
        $$;
    `);
    await runner.query(`
      DROP TABLE scheduled.flow_starts;
      DROP TABLE scheduled.flow_controls;
      ALTER TABLE scheduled.schedules DROP COLUMN destination, DROP COLUMN flow_key, DROP COLUMN fifo_key;
      ALTER TABLE scheduled.jobs
        DROP COLUMN destination, DROP COLUMN flow_key, DROP COLUMN fifo_key, DROP COLUMN turn;
    `);
  }
}
