import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledDeliveries1700000000010 implements MigrationInterface {
  name = 'ScheduledDeliveries1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- PostgreSQL has one of its own from 18 on only.
      CREATE FUNCTION scheduled.uuidv7() RETURNS uuid LANGUAGE sql VOLATILE RETURN encode(set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
          PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid;

      ALTER TABLE scheduled.jobs ADD COLUMN callback_url text, ADD COLUMN webhook_url text,
        ADD COLUMN event_seq integer NOT NULL DEFAULT 0;
      ALTER TABLE scheduled.schedules ADD COLUMN callback_url text, ADD COLUMN webhook_url text;

      -- An escaped NUL anywhere in a json value keeps PostgreSQL from reading any member of it.
      UPDATE scheduled.jobs SET callback_url = args->>'callback_url', webhook_url = args->>'webhook_url'
        WHERE state IN ('available', 'retryable', 'executing') AND strpos(args::text, '\\u') = 0;
      UPDATE scheduled.schedules SET callback_url = args->>'callback_url', webhook_url = args->>'webhook_url'
        WHERE strpos(args::text, '\\u') = 0;

      CREATE TABLE scheduled.deliveries (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        job_id bigint NOT NULL,
        type text NOT NULL,
        sequence integer,
        url text NOT NULL,
        attempt integer NOT NULL,
        payload json,
        state text NOT NULL DEFAULT 'pending',
        tries integer NOT NULL DEFAULT 0,
        status integer,
        next_at timestamptz NOT NULL,
        fence integer NOT NULL DEFAULT 0,
        claimed_by uuid,
        inserted_at timestamptz NOT NULL,
        CONSTRAINT deliveries_pkey PRIMARY KEY (id),
        CONSTRAINT deliveries_job_id_fkey FOREIGN KEY (job_id) REFERENCES scheduled.jobs (id) ON DELETE CASCADE
      );
      CREATE INDEX deliveries_job_id_sequence_idx ON scheduled.deliveries (job_id, sequence);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE scheduled.deliveries;
      ALTER TABLE scheduled.schedules DROP COLUMN callback_url, DROP COLUMN webhook_url;
      ALTER TABLE scheduled.jobs DROP COLUMN callback_url, DROP COLUMN webhook_url, DROP COLUMN event_seq;
      DROP FUNCTION scheduled.uuidv7();
    `);
  }
}
