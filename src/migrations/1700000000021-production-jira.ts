import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionJira1700000000021 implements MigrationInterface {
  name = 'ProductionJira1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What is null is as the variables of the process say, or by default.
      CREATE TABLE production.settings (
        tenant_id uuid NOT NULL,
        jira_base_url text,
        jira_project_key text,
        jira_username text,
        jira_token_sealed text,
        jira_auth_type text,
        jira_enabled boolean,
        jira_push_enabled boolean,
        jira_field_mappings json,
        page_toggles json NOT NULL DEFAULT '{}',
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT settings_pkey PRIMARY KEY (tenant_id)
      );

      -- The tickets that Jira last listed.
      CREATE TABLE production.jira_tickets (
        tenant_id uuid NOT NULL,
        tickets json NOT NULL,
        fetched_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT jira_tickets_pkey PRIMARY KEY (tenant_id)
      );

      -- Who may change a ticket's description, so that nobody holds a connection meanwhile.
      CREATE TABLE production.jira_leases (
        tenant_id uuid NOT NULL,
        ticket_key text NOT NULL,
        holder uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT jira_leases_pkey PRIMARY KEY (tenant_id, ticket_key)
      );

      CREATE INDEX serials_tenant_id_created_at_idx ON production.serials (tenant_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX production.serials_tenant_id_created_at_idx;
      DROP TABLE production.jira_leases, production.jira_tickets, production.settings;
    `);
  }
}
