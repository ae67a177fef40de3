import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EngineEnqueueOnce1700000000047 implements MigrationInterface {
  name = 'EngineEnqueueOnce1700000000047';

  /**
   * A key given to `engine.enqueue` locks the task that waits under it, to the end of the transaction: many transactions
   * follow each other one by one, and nobody can take a task that is always locked. This function leaves a waiting task
   * alone, under a lock that is shared; the run waits for it before it looks at anything (`Tasks.awaitRequests`).
   */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION engine.waits(key text) RETURNS boolean LANGUAGE sql VOLATILE AS $$
          SELECT EXISTS (
            SELECT FROM graphile_worker._private_jobs AS jobs
            WHERE jobs.key = waits.key AND is_available AND run_at <= clock_timestamp()
          )
        $$;
      CREATE FUNCTION engine.enqueue_once(task text, payload json, key text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared(hashtextextended('enqueue_once:' || key, 0));
          IF engine.waits(key) THEN
            RETURN;
          END IF;
          INSERT INTO graphile_worker._private_jobs (task_id, payload, key)
            SELECT tasks.id, enqueue_once.payload, enqueue_once.key
            FROM graphile_worker._private_tasks AS tasks WHERE tasks.identifier = enqueue_once.task
            ON CONFLICT DO NOTHING;
          IF NOT FOUND AND NOT engine.waits(key) THEN
            PERFORM engine.enqueue(task, payload, NULL, key);
          END IF;
        END
        $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION engine.enqueue_once(text, json, text);
      DROP FUNCTION engine.waits(text);
    `);
  }
}
