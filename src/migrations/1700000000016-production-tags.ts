import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionTags1700000000016 implements MigrationInterface {
  name = 'ProductionTags1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Where a job stands in the list: ranked ones, then those without a rank, then completed ones.
      CREATE FUNCTION production.list_rank(priority integer) RETURNS bigint LANGUAGE sql IMMUTABLE
      RETURN CASE WHEN priority > 0 THEN priority WHEN priority IS NULL THEN 2147483648 ELSE 2147483649 END;

      ALTER TABLE production.jobs
        ADD COLUMN due_watched boolean NOT NULL DEFAULT true,
        ADD COLUMN overdue_told date[] NOT NULL DEFAULT '{}';
      CREATE INDEX jobs_rank_idx ON production.jobs (tenant_id, production.list_rank(priority), seq);
      CREATE INDEX jobs_ticket_idx ON production.jobs (tenant_id, jira_ticket_key) WHERE jira_ticket_key IS NOT NULL;
      CREATE INDEX jobs_due_idx ON production.jobs (tenant_id, due_date) WHERE due_watched AND due_date IS NOT NULL;

      -- A job that was complete may not be so any more.
      CREATE FUNCTION production.watch_due_again() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE production.jobs SET due_watched = true
        WHERE tenant_id = old.tenant_id AND id = old.job_id AND due_date IS NOT NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER serials_watch_due AFTER DELETE ON production.serials FOR EACH ROW
        WHEN (old.status = 'completed') EXECUTE FUNCTION production.watch_due_again();

      CREATE TABLE production.tags (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        name text NOT NULL,
        color text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT tags_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE UNIQUE INDEX tags_name_idx ON production.tags (tenant_id, lower(name));

      CREATE TABLE production.job_tags (
        tenant_id uuid NOT NULL,
        job_id text NOT NULL,
        tag_id text NOT NULL,
        CONSTRAINT job_tags_pkey PRIMARY KEY (tenant_id, job_id, tag_id),
        CONSTRAINT job_tags_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id)
          REFERENCES production.jobs (tenant_id, id) ON DELETE CASCADE,
        CONSTRAINT job_tags_tenant_id_tag_id_fkey FOREIGN KEY (tenant_id, tag_id)
          REFERENCES production.tags (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX job_tags_tenant_id_tag_id_idx ON production.job_tags (tenant_id, tag_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE production.job_tags, production.tags;
      DROP TRIGGER serials_watch_due ON production.serials;
      DROP FUNCTION production.watch_due_again;
      DROP INDEX production.jobs_rank_idx, production.jobs_ticket_idx;
      ALTER TABLE production.jobs DROP COLUMN due_watched, DROP COLUMN overdue_told;
      DROP FUNCTION production.list_rank;
    `);
  }
}
