import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Engine1700000000008 implements MigrationInterface {
  name = 'Engine1700000000008';

  /**
   * graphile-worker's own `add_job` notifies inside the transaction, and PostgreSQL lets only one transaction that
   * notifies commit at a time. Tasks without a key are therefore inserted here, and announced after the commit.
   */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION engine.enqueue(
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
      CREATE INDEX jobs_locked_by_idx ON graphile_worker._private_jobs (locked_by) WHERE locked_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX graphile_worker.jobs_locked_by_idx;
      CREATE OR REPLACE FUNCTION engine.enqueue(
        task text, payload json, run_at timestamptz DEFAULT NULL, key text DEFAULT NULL, priority integer DEFAULT NULL
      ) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
          PERFORM graphile_worker.add_job(task, payload, run_at := run_at, job_key := key, priority := priority);
          IF run_at > clock_timestamp() THEN
            PERFORM pg_notify('quintet_due', ceil(extract(epoch FROM run_at - clock_timestamp()) * 1000)::text);
          END IF;
        END
        $$;
    `);
  }
}
