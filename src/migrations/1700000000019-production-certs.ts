import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionCerts1700000000019 implements MigrationInterface {
  name = 'ProductionCerts1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE production.certs (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        type text NOT NULL,
        name text NOT NULL,
        metadata json,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT certs_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX certs_tenant_id_seq_idx ON production.certs (tenant_id, seq);

      CREATE TABLE production.cert_attachments (
        tenant_id uuid NOT NULL,
        id text NOT NULL DEFAULT production.new_id('ca_'),
        seq bigserial NOT NULL,
        serial_number bigint NOT NULL,
        cert_id text NOT NULL,
        step_id text NOT NULL,
        attached_at timestamptz NOT NULL DEFAULT now(),
        attached_by text NOT NULL,
        CONSTRAINT cert_attachments_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT cert_attachments_tenant_id_serial_number_cert_id_step_id_key
          UNIQUE (tenant_id, serial_number, cert_id, step_id),
        CONSTRAINT cert_attachments_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE,
        CONSTRAINT cert_attachments_tenant_id_cert_id_fkey FOREIGN KEY (tenant_id, cert_id)
          REFERENCES production.certs (tenant_id, id)
      );
      CREATE INDEX cert_attachments_tenant_id_cert_id_seq_idx ON production.cert_attachments (tenant_id, cert_id, seq);

      CREATE TABLE production.cert_files (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        cert_id text NOT NULL,
        name text NOT NULL,
        content_type text NOT NULL,
        size integer NOT NULL,
        sha256 text NOT NULL,
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT cert_files_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT cert_files_tenant_id_cert_id_fkey FOREIGN KEY (tenant_id, cert_id)
          REFERENCES production.certs (tenant_id, id)
      );
      CREATE INDEX cert_files_tenant_id_cert_id_seq_idx ON production.cert_files (tenant_id, cert_id, seq);
      -- Files are packed already.
      ALTER TABLE production.cert_files ALTER COLUMN content SET STORAGE EXTERNAL;

      CREATE TABLE production.time_entries (
        tenant_id uuid NOT NULL,
        id text NOT NULL DEFAULT production.new_id('time_'),
        seq bigserial NOT NULL,
        serial_number bigint NOT NULL,
        step_id text NOT NULL,
        visit integer NOT NULL,
        user_id text NOT NULL,
        state text NOT NULL DEFAULT 'running',
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ended_at timestamptz,
        seconds double precision NOT NULL DEFAULT 0,
        running_since timestamptz DEFAULT clock_timestamp(),
        CONSTRAINT time_entries_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT time_entries_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX time_entries_open_idx ON production.time_entries (tenant_id, serial_number, user_id)
        WHERE state <> 'stopped';
      CREATE INDEX time_entries_tenant_id_serial_number_seq_idx
        ON production.time_entries (tenant_id, serial_number, seq);
      CREATE INDEX time_entries_tenant_id_step_id_started_at_idx
        ON production.time_entries (tenant_id, step_id, started_at);

      -- Seconds of a time entry without its pauses, up to now while it runs.
      CREATE FUNCTION production.worked_seconds(entry production.time_entries) RETURNS double precision
      LANGUAGE sql VOLATILE
      RETURN entry.seconds + greatest(extract(epoch FROM clock_timestamp() - entry.running_since), 0);

      CREATE TABLE production.inspection_plans (
        tenant_id uuid NOT NULL,
        step_id text NOT NULL,
        block_advance boolean NOT NULL,
        characteristics json NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT inspection_plans_pkey PRIMARY KEY (tenant_id, step_id),
        CONSTRAINT inspection_plans_tenant_id_step_id_fkey FOREIGN KEY (tenant_id, step_id)
          REFERENCES production.steps (tenant_id, id) ON DELETE CASCADE
      );

      CREATE TABLE production.inspections (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        serial_number bigint NOT NULL,
        step_id text NOT NULL,
        visit integer NOT NULL,
        result text NOT NULL,
        results json NOT NULL,
        note text,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT inspections_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT inspections_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );
      CREATE INDEX inspections_tenant_id_serial_number_seq_idx
        ON production.inspections (tenant_id, serial_number, seq);
      CREATE INDEX inspections_tenant_id_serial_number_step_id_visit_seq_idx
        ON production.inspections (tenant_id, serial_number, step_id, visit, seq);
      CREATE INDEX inspections_tenant_id_step_id_created_at_idx
        ON production.inspections (tenant_id, step_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION production.worked_seconds;
      DROP TABLE production.inspections, production.inspection_plans, production.time_entries, production.cert_files,
        production.cert_attachments, production.certs;
    `);
  }
}
