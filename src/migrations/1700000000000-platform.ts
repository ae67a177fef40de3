import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1700000000000 implements MigrationInterface {
  name = 'Platform1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS platform;
      CREATE SCHEMA IF NOT EXISTS engine;

      CREATE TABLE platform.tenants (
        id uuid NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT tenants_pkey PRIMARY KEY (id),
        CONSTRAINT tenants_name_key UNIQUE (name)
      );

      CREATE TABLE platform.api_keys (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        expires_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_keys_pkey PRIMARY KEY (id),
        CONSTRAINT api_keys_hash_key UNIQUE (hash),
        CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES platform.tenants (id)
      );
      CREATE INDEX api_keys_tenant_id_created_at_idx ON platform.api_keys (tenant_id, created_at);

      CREATE TABLE platform.idempotency_keys (
        key bytea NOT NULL,
        body_hash bytea NOT NULL,
        status integer NOT NULL,
        headers json NOT NULL,
        answer text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key)
      );
      CREATE INDEX idempotency_keys_created_at_idx ON platform.idempotency_keys (created_at);

      CREATE TABLE platform.events (
        position bigint GENERATED ALWAYS AS IDENTITY,
        time timestamptz NOT NULL DEFAULT clock_timestamp(),
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        tenant_id uuid NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        data json NOT NULL,
        CONSTRAINT events_pkey PRIMARY KEY (position, time)
      ) PARTITION BY RANGE (time);
      CREATE TABLE platform.events_default PARTITION OF platform.events DEFAULT;
      CREATE INDEX events_feed_idx ON platform.events (tenant_id, xid, position);

      CREATE FUNCTION platform.append_event(tenant uuid, type text, subject text, data json) RETURNS void
        LANGUAGE sql VOLATILE AS $$
          INSERT INTO platform.events (tenant_id, type, subject, data) VALUES (tenant, type, subject, data)
        $$;

      CREATE FUNCTION engine.enqueue(
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

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA engine CASCADE; DROP SCHEMA platform CASCADE');
  }
}
