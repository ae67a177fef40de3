import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Pipeline1700000000004 implements MigrationInterface {
  name = 'Pipeline1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA pipeline;

      CREATE TABLE pipeline.workspaces (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        language text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT workspaces_pkey PRIMARY KEY (id),
        CONSTRAINT workspaces_tenant_id_name_key UNIQUE (tenant_id, name)
      );

      CREATE TABLE pipeline.pipelines (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        name text NOT NULL,
        status text NOT NULL,
        config jsonb NOT NULL,
        deployed_config jsonb,
        inputs text[],
        supports_per_file boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by json NOT NULL,
        last_edited_at timestamptz,
        last_edited_by json,
        deleted_at timestamptz,
        CONSTRAINT pipelines_pkey PRIMARY KEY (id),
        CONSTRAINT pipelines_workspace_id_fkey FOREIGN KEY (workspace_id)
          REFERENCES pipeline.workspaces (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX pipelines_workspace_id_name_idx ON pipeline.pipelines (workspace_id, name)
        WHERE deleted_at IS NULL;

      CREATE TABLE pipeline.files (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        name text NOT NULL,
        size integer NOT NULL,
        characters integer NOT NULL,
        meta jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT files_pkey PRIMARY KEY (id),
        CONSTRAINT files_workspace_id_fkey FOREIGN KEY (workspace_id)
          REFERENCES pipeline.workspaces (id) ON DELETE CASCADE
      );
      CREATE INDEX files_workspace_id_created_at_id_idx ON pipeline.files (workspace_id, created_at, id);
      CREATE INDEX files_workspace_id_name_idx ON pipeline.files (workspace_id, name);
      CREATE INDEX files_meta_idx ON pipeline.files USING gin (meta);

      CREATE TABLE pipeline.query_sets (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        name text NOT NULL,
        total_queries integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by json NOT NULL,
        CONSTRAINT query_sets_pkey PRIMARY KEY (id),
        CONSTRAINT query_sets_workspace_id_fkey FOREIGN KEY (workspace_id)
          REFERENCES pipeline.workspaces (id) ON DELETE CASCADE
      );
      CREATE INDEX query_sets_workspace_id_created_at_id_idx ON pipeline.query_sets (workspace_id, created_at, id);

      CREATE TABLE pipeline.query_set_queries (
        query_set_id uuid NOT NULL,
        position integer NOT NULL,
        query text NOT NULL,
        filters json,
        params json,
        group_name text,
        query_label text,
        query_index bigint NOT NULL,
        absolute_query_index bigint NOT NULL,
        CONSTRAINT query_set_queries_pkey PRIMARY KEY (query_set_id, position),
        CONSTRAINT query_set_queries_query_set_id_fkey FOREIGN KEY (query_set_id)
          REFERENCES pipeline.query_sets (id) ON DELETE CASCADE
      );

      -- Pipelines go only with their workspace: a foreign key to them would cost every job and protect nothing.
      CREATE TABLE pipeline.jobs (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        pipeline_id uuid NOT NULL,
        query_set_id uuid,
        own_queries boolean NOT NULL,
        name text NOT NULL,
        description text,
        execution_mode text NOT NULL,
        concurrency integer NOT NULL,
        status text NOT NULL,
        total_requests bigint NOT NULL,
        executed_requests integer NOT NULL DEFAULT 0,
        failed_requests integer NOT NULL DEFAULT 0,
        duration double precision,
        executed_at timestamptz,
        cancelled_at timestamptz,
        error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by json NOT NULL,
        last_edited_at timestamptz,
        last_edited_by json,
        CONSTRAINT jobs_pkey PRIMARY KEY (id),
        CONSTRAINT jobs_workspace_id_fkey FOREIGN KEY (workspace_id)
          REFERENCES pipeline.workspaces (id) ON DELETE CASCADE,
        CONSTRAINT jobs_query_set_id_fkey FOREIGN KEY (query_set_id) REFERENCES pipeline.query_sets (id)
      );
      CREATE INDEX jobs_workspace_id_created_at_id_idx ON pipeline.jobs (workspace_id, created_at, id);
      CREATE INDEX jobs_query_set_id_idx ON pipeline.jobs (query_set_id);

      -- A day or time in ISO 8601, UTC where it names no offset; null for any other text.
      CREATE FUNCTION pipeline.iso_time(value text) RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
        BEGIN
          IF value !~ '^(?!0000)\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'
            '([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)?)?$'
          THEN
            RETURN NULL;
          END IF;
          IF substr(value, 9, 2) > '28'
            AND substr(value, 9, 2)::int > extract(day FROM (left(value, 8) || '01')::date + interval '1 month - 1 day')
          THEN
            RETURN NULL;
          END IF;
          RETURN value::timestamptz;
        END
        $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA pipeline CASCADE');
  }
}
