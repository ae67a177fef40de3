import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Production1700000000001 implements MigrationInterface {
  name = 'Production1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA production;

      CREATE TABLE production.jobs (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        name text NOT NULL,
        goal_quantity integer NOT NULL,
        jira_ticket_key text,
        jira_ticket_summary text,
        jira_part_number text,
        jira_priority text,
        jira_epic_link text,
        jira_labels text[],
        due_date date,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT jobs_pkey PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX jobs_tenant_id_seq_idx ON production.jobs (tenant_id, seq);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA production CASCADE');
  }
}
