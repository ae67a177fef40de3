import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DroneFleet1700000000040 implements MigrationInterface {
  name = 'DroneFleet1700000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE drone.lease_seq;
      CREATE SEQUENCE drone.connection_seq;

      ALTER TABLE drone.device_groups ADD COLUMN geofence json;

      ALTER TABLE drone.devices
        ADD COLUMN credential_hash bytea,
        ADD COLUMN connection bigint,
        ADD COLUMN held_lease bigint,
        ADD COLUMN strayed_at timestamptz;
      CREATE UNIQUE INDEX devices_credential_hash_idx ON drone.devices (credential_hash) WHERE credential_hash IS NOT NULL;
      CREATE INDEX devices_id_idx ON drone.devices (id) WHERE online;

      ALTER TABLE drone.jobs
        ADD COLUMN lease_phase text,
        ADD COLUMN deadline_at timestamptz,
        ADD COLUMN device_state json;

      CREATE TABLE drone.commands (
        id text NOT NULL,
        seq bigserial NOT NULL,
        tenant_id uuid NOT NULL,
        device_id text NOT NULL,
        job_id text NOT NULL,
        lease bigint NOT NULL,
        type text NOT NULL,
        body json NOT NULL,
        sent_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz(3) NOT NULL,
        delivered_at timestamptz,
        superseded_at timestamptz,
        answer text,
        answered_at timestamptz,
        CONSTRAINT commands_pkey PRIMARY KEY (id),
        CONSTRAINT commands_device_id_fkey FOREIGN KEY (device_id) REFERENCES drone.devices (id) ON DELETE CASCADE
      );
      CREATE INDEX commands_device_id_seq_idx ON drone.commands (device_id, seq)
        WHERE answered_at IS NULL AND superseded_at IS NULL;
      CREATE INDEX commands_seq_idx ON drone.commands (seq) WHERE delivered_at IS NULL;
      CREATE INDEX commands_job_id_seq_idx ON drone.commands (job_id, seq);
      CREATE INDEX commands_expires_at_idx ON drone.commands (expires_at);

      CREATE TABLE drone.device_messages (
        device_id text NOT NULL,
        message_id text NOT NULL,
        tenant_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT device_messages_pkey PRIMARY KEY (device_id, message_id),
        CONSTRAINT device_messages_device_id_fkey FOREIGN KEY (device_id) REFERENCES drone.devices (id) ON DELETE CASCADE
      );
      CREATE INDEX device_messages_at_idx ON drone.device_messages (at);

      CREATE TABLE drone.hold_backs (
        job_id text NOT NULL,
        device_id text NOT NULL,
        tenant_id uuid NOT NULL,
        code text NOT NULL,
        message text NOT NULL,
        count integer NOT NULL DEFAULT 1,
        until timestamptz NOT NULL,
        CONSTRAINT hold_backs_pkey PRIMARY KEY (job_id, device_id),
        CONSTRAINT hold_backs_job_id_fkey FOREIGN KEY (job_id) REFERENCES drone.jobs (id) ON DELETE CASCADE,
        CONSTRAINT hold_backs_device_id_fkey FOREIGN KEY (device_id) REFERENCES drone.devices (id) ON DELETE CASCADE
      );
      CREATE INDEX hold_backs_device_id_idx ON drone.hold_backs (device_id);

      CREATE TABLE drone.telemetry (
        device_id text NOT NULL,
        tenant_id uuid NOT NULL,
        time timestamptz(3) NOT NULL,
        job_id text,
        state json NOT NULL
      ) PARTITION BY RANGE (time);
      CREATE TABLE drone.telemetry_default PARTITION OF drone.telemetry DEFAULT;
      CREATE INDEX telemetry_device_id_time_idx ON drone.telemetry (device_id, time);
      CREATE INDEX telemetry_job_id_time_idx ON drone.telemetry (job_id, time) WHERE job_id IS NOT NULL;
      SELECT platform.maintain_partitions('drone.telemetry', 7, 3650);

      CREATE TABLE drone.shares (
        code text NOT NULL,
        tenant_id uuid NOT NULL,
        resource_id text NOT NULL,
        resource_kind text NOT NULL,
        share_type text NOT NULL,
        permissions json NOT NULL,
        max_viewers integer,
        metadata json NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT shares_pkey PRIMARY KEY (code)
      );
      CREATE INDEX shares_tenant_id_created_at_code_idx ON drone.shares (tenant_id, created_at DESC, code);

      CREATE TABLE drone.share_viewers (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        share_code text NOT NULL,
        alive_until timestamptz NOT NULL,
        CONSTRAINT share_viewers_pkey PRIMARY KEY (id),
        CONSTRAINT share_viewers_share_code_fkey FOREIGN KEY (share_code) REFERENCES drone.shares (code) ON DELETE CASCADE
      );
      CREATE INDEX share_viewers_share_code_idx ON drone.share_viewers (share_code);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE drone.share_viewers, drone.shares, drone.telemetry, drone.hold_backs, drone.device_messages, drone.commands;
      ALTER TABLE drone.jobs DROP COLUMN lease_phase, DROP COLUMN deadline_at, DROP COLUMN device_state;
      DROP INDEX drone.devices_id_idx;
      ALTER TABLE drone.devices
        DROP COLUMN credential_hash, DROP COLUMN connection, DROP COLUMN held_lease, DROP COLUMN strayed_at;
      ALTER TABLE drone.device_groups DROP COLUMN geofence;
      DROP SEQUENCE drone.lease_seq, drone.connection_seq;
    `);
  }
}
