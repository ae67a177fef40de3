import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhooks1700000000007 implements MigrationInterface {
  name = 'Webhooks1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.webhooks (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        url text NOT NULL,
        types text[] NOT NULL,
        domains text[] NOT NULL,
        description text,
        sealed_secret text NOT NULL,
        previous_sealed_secret text,
        previous_secret_until timestamptz,
        since bigint NOT NULL,
        queued_for timestamptz,
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        paused_at timestamptz,
        pause_reason text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CONSTRAINT webhooks_pkey PRIMARY KEY (id)
      );
      CREATE INDEX webhooks_tenant_id_idx ON platform.webhooks (tenant_id) WHERE deleted_at IS NULL;

      CREATE TABLE platform.webhook_cursors (
        tenant_id uuid NOT NULL,
        xid xid8 NOT NULL,
        position bigint NOT NULL,
        CONSTRAINT webhook_cursors_pkey PRIMARY KEY (tenant_id)
      );

      CREATE TABLE platform.webhook_deliveries (
        webhook_id uuid NOT NULL,
        event_position bigint NOT NULL,
        event_xid bigint NOT NULL,
        tenant_id uuid NOT NULL,
        event_time timestamptz NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        data json NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        failures integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        fence integer NOT NULL DEFAULT 0,
        claimed_by uuid,
        lease_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        attempted_at timestamptz,
        status integer,
        error text,
        response text,
        duration_ms integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (webhook_id, event_position),
        CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES platform.webhooks (id)
      );
      CREATE INDEX webhook_deliveries_webhook_id_next_attempt_at_event_position_idx
        ON platform.webhook_deliveries (webhook_id, next_attempt_at, event_position) WHERE state = 'pending';
      CREATE INDEX webhook_deliveries_webhook_id_state_event_position_idx
        ON platform.webhook_deliveries (webhook_id, state, event_position);
      CREATE INDEX webhook_deliveries_state_finished_at_idx
        ON platform.webhook_deliveries (state, finished_at) WHERE finished_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE platform.webhook_deliveries;
      DROP TABLE platform.webhook_cursors;
      DROP TABLE platform.webhooks;
    `);
  }
}
