import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionCatalog1700000000020 implements MigrationInterface {
  name = 'ProductionCatalog1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE production.templates (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        name text NOT NULL,
        steps json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX templates_tenant_id_seq_idx ON production.templates (tenant_id, seq);

      CREATE TABLE production.boms (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT boms_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX boms_tenant_id_seq_idx ON production.boms (tenant_id, seq);

      CREATE TABLE production.bom_entries (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        bom_id text NOT NULL,
        ordinal integer NOT NULL,
        part_type text NOT NULL,
        required_quantity double precision NOT NULL,
        CONSTRAINT bom_entries_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT bom_entries_tenant_id_bom_id_ordinal_key UNIQUE (tenant_id, bom_id, ordinal),
        CONSTRAINT bom_entries_tenant_id_bom_id_fkey FOREIGN KEY (tenant_id, bom_id)
          REFERENCES production.boms (tenant_id, id)
      );

      -- Jobs are named, not referenced: there need be no such job.
      CREATE TABLE production.bom_entry_jobs (
        tenant_id uuid NOT NULL,
        entry_id text NOT NULL,
        ordinal integer NOT NULL,
        job_id text NOT NULL,
        CONSTRAINT bom_entry_jobs_pkey PRIMARY KEY (tenant_id, entry_id, ordinal),
        CONSTRAINT bom_entry_jobs_tenant_id_entry_id_fkey FOREIGN KEY (tenant_id, entry_id)
          REFERENCES production.bom_entries (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX bom_entry_jobs_tenant_id_job_id_idx ON production.bom_entry_jobs (tenant_id, job_id);

      CREATE TABLE production.bom_versions (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        bom_id text NOT NULL,
        version_number integer NOT NULL,
        entries_snapshot json NOT NULL,
        change_description text NOT NULL,
        changed_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT bom_versions_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT bom_versions_tenant_id_bom_id_version_number_key UNIQUE (tenant_id, bom_id, version_number),
        CONSTRAINT bom_versions_tenant_id_bom_id_fkey FOREIGN KEY (tenant_id, bom_id)
          REFERENCES production.boms (tenant_id, id)
      );

      CREATE TABLE production.notes (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        job_id text NOT NULL,
        path_id text NOT NULL,
        step_id text NOT NULL,
        serial_ids text[] NOT NULL,
        text text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        pushed_to_jira boolean NOT NULL DEFAULT false,
        jira_comment_id text,
        CONSTRAINT notes_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX notes_tenant_id_step_id_seq_idx ON production.notes (tenant_id, step_id, seq);

      -- Every tenant has a unit SN-00001: an index of units has to know whose they are.
      CREATE FUNCTION production.units_of(tenant uuid, serial_ids text[]) RETURNS text[] LANGUAGE sql IMMUTABLE
      RETURN ARRAY(SELECT tenant::text || ' ' || serial_id FROM unnest(serial_ids) AS serial_id);
      CREATE INDEX notes_units_idx ON production.notes USING gin (production.units_of(tenant_id, serial_ids));

      CREATE TABLE production.library (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT library_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT library_tenant_id_kind_name_key UNIQUE (tenant_id, kind, name)
      );
      CREATE INDEX library_tenant_id_kind_seq_idx ON production.library (tenant_id, kind, seq);

      CREATE TABLE production.users (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        name text NOT NULL,
        department text,
        active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX users_tenant_id_seq_idx ON production.users (tenant_id, seq);

      CREATE INDEX audit_tenant_id_at_idx ON production.audit (tenant_id, at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX production.audit_tenant_id_at_idx;
      DROP TABLE production.users, production.library, production.notes, production.bom_versions,
        production.bom_entry_jobs, production.bom_entries, production.boms, production.templates;
      DROP FUNCTION production.units_of;
    `);
  }
}
