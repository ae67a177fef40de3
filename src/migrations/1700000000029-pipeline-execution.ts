import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PipelineExecution1700000000029 implements MigrationInterface {
  name = 'PipelineExecution1700000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE pipeline.workspaces
        ADD COLUMN chunks integer NOT NULL DEFAULT 0,
        ADD COLUMN terms bigint NOT NULL DEFAULT 0;

      ALTER TABLE pipeline.pipelines ADD COLUMN query_yaml text NOT NULL DEFAULT 'connector: builtin';
      ALTER TABLE pipeline.pipelines ALTER COLUMN query_yaml DROP DEFAULT;

      ALTER TABLE pipeline.jobs
        ADD COLUMN effective_concurrency integer NOT NULL DEFAULT 1,
        ADD COLUMN paused_until timestamptz,
        ADD COLUMN run_no integer NOT NULL DEFAULT 0,
        ADD COLUMN started_at timestamptz,
        ADD COLUMN left_requests integer NOT NULL DEFAULT 0,
        ADD COLUMN answered boolean NOT NULL DEFAULT false,
        ADD COLUMN unreachable_in_row integer NOT NULL DEFAULT 0,
        ADD COLUMN succeeded_in_row integer NOT NULL DEFAULT 0;

      CREATE TABLE pipeline.file_contents (
        file_id uuid NOT NULL,
        bytes bytea NOT NULL,
        text text NOT NULL,
        CONSTRAINT file_contents_pkey PRIMARY KEY (file_id),
        CONSTRAINT file_contents_file_id_fkey FOREIGN KEY (file_id) REFERENCES pipeline.files (id) ON DELETE CASCADE
      );

      CREATE TABLE pipeline.chunks (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        workspace_id uuid NOT NULL,
        file_id uuid NOT NULL,
        split_id integer NOT NULL,
        start integer NOT NULL,
        content text NOT NULL,
        length integer NOT NULL,
        tsv tsvector NOT NULL,
        CONSTRAINT chunks_pkey PRIMARY KEY (id),
        CONSTRAINT chunks_file_id_fkey FOREIGN KEY (file_id) REFERENCES pipeline.files (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX chunks_file_id_split_id_idx ON pipeline.chunks (file_id, split_id);
      CREATE INDEX chunks_tsv_idx ON pipeline.chunks USING gin (tsv);

      CREATE TABLE pipeline.postings (
        workspace_id uuid NOT NULL,
        term text NOT NULL,
        chunk_id bigint NOT NULL,
        tf integer NOT NULL,
        CONSTRAINT postings_pkey PRIMARY KEY (workspace_id, term, chunk_id),
        CONSTRAINT postings_chunk_id_fkey FOREIGN KEY (chunk_id) REFERENCES pipeline.chunks (id) ON DELETE CASCADE
      );
      CREATE INDEX postings_chunk_id_idx ON pipeline.postings (chunk_id);

      CREATE TABLE pipeline.items (
        id uuid NOT NULL,
        job_id uuid NOT NULL,
        ordinal integer NOT NULL,
        position integer NOT NULL,
        query text NOT NULL,
        filters json,
        params json,
        group_name text,
        query_label text,
        query_index bigint NOT NULL,
        absolute_query_index bigint NOT NULL,
        file_id uuid,
        file_name text,
        status text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        limited integer NOT NULL DEFAULT 0,
        not_before timestamptz,
        lease uuid,
        started_at timestamptz,
        finished_at timestamptz,
        duration double precision,
        answers json NOT NULL DEFAULT '[]',
        documents json NOT NULL DEFAULT '[]',
        score double precision,
        error json,
        usage json,
        review json,
        CONSTRAINT items_pkey PRIMARY KEY (id),
        CONSTRAINT items_job_id_position_file_id_key UNIQUE NULLS NOT DISTINCT (job_id, position, file_id),
        CONSTRAINT items_job_id_fkey FOREIGN KEY (job_id) REFERENCES pipeline.jobs (id) ON DELETE CASCADE
      );
      CREATE INDEX items_job_id_status_not_before_ordinal_idx ON pipeline.items (job_id, status, not_before, ordinal);

      CREATE TABLE pipeline.slots (
        job_id uuid NOT NULL,
        number integer NOT NULL,
        pipeline_id uuid NOT NULL,
        turn integer NOT NULL DEFAULT 0,
        item_id uuid,
        CONSTRAINT slots_pkey PRIMARY KEY (job_id, number),
        CONSTRAINT slots_job_id_fkey FOREIGN KEY (job_id) REFERENCES pipeline.jobs (id) ON DELETE CASCADE
      );
      CREATE INDEX slots_pipeline_id_idx ON pipeline.slots (pipeline_id) WHERE item_id IS NOT NULL;

      CREATE TABLE pipeline.shared_jobs (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        job_id uuid NOT NULL,
        expiration_date timestamptz NOT NULL,
        revoked_at timestamptz,
        description text,
        login_required boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by json NOT NULL,
        CONSTRAINT shared_jobs_pkey PRIMARY KEY (id),
        CONSTRAINT shared_jobs_job_id_fkey FOREIGN KEY (job_id) REFERENCES pipeline.jobs (id) ON DELETE CASCADE
      );
      CREATE INDEX shared_jobs_workspace_id_created_at_id_idx ON pipeline.shared_jobs (workspace_id, created_at, id);
      CREATE INDEX shared_jobs_job_id_idx ON pipeline.shared_jobs (job_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE pipeline.shared_jobs, pipeline.slots, pipeline.items, pipeline.postings, pipeline.chunks,
        pipeline.file_contents;
      ALTER TABLE pipeline.jobs DROP COLUMN effective_concurrency, DROP COLUMN paused_until, DROP COLUMN run_no,
        DROP COLUMN started_at, DROP COLUMN left_requests, DROP COLUMN answered, DROP COLUMN unreachable_in_row,
        DROP COLUMN succeeded_in_row;
      ALTER TABLE pipeline.pipelines DROP COLUMN query_yaml;
      ALTER TABLE pipeline.workspaces DROP COLUMN chunks, DROP COLUMN terms;
    `);
  }
}
