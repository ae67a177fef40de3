import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Compute1700000000003 implements MigrationInterface {
  name = 'Compute1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA compute;

      CREATE TABLE compute.packages (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        major integer NOT NULL,
        minor integer NOT NULL,
        type text,
        status text NOT NULL,
        manifest json NOT NULL,
        schema json,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT packages_pkey PRIMARY KEY (id),
        CONSTRAINT packages_version_key UNIQUE (tenant_id, kind, name, major, minor)
      );

      CREATE TABLE compute.templates (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        definition json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, id)
      );

      CREATE TABLE compute.jobs (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        template_id text NOT NULL,
        template_owner uuid NOT NULL,
        template json NOT NULL,
        app_id uuid,
        name text,
        description text,
        state text NOT NULL,
        config json NOT NULL,
        params json NOT NULL,
        data_source json,
        data_destination json,
        created_at timestamptz NOT NULL DEFAULT now(),
        state_timestamps jsonb NOT NULL,
        CONSTRAINT jobs_pkey PRIMARY KEY (id)
      );

      CREATE FUNCTION compute.resolve_package(
        owner uuid, package_kind text, package_name text, package_major integer, package_minor integer, any_status boolean
      ) RETURNS uuid LANGUAGE sql STABLE AS $$
          SELECT id FROM compute.packages
          WHERE tenant_id IN (owner, '00000000-0000-0000-0000-000000000000')
            AND kind = package_kind AND name = package_name
            AND (package_major IS NULL OR major = package_major)
            AND (package_minor IS NULL OR minor = package_minor)
            AND (any_status OR status = 'active')
          ORDER BY tenant_id = owner DESC, major DESC, minor DESC
          LIMIT 1
        $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA compute CASCADE');
  }
}
