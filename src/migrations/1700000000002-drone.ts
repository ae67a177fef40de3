import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Drone1700000000002 implements MigrationInterface {
  name = 'Drone1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA drone;

      CREATE TABLE drone.device_groups (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        description text,
        policy jsonb NOT NULL,
        locked boolean NOT NULL DEFAULT false,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT device_groups_pkey PRIMARY KEY (id)
      );
      CREATE INDEX device_groups_tenant_id_created_at_id_idx ON drone.device_groups (tenant_id, created_at DESC, id);

      CREATE TABLE drone.devices (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        group_id text NOT NULL,
        name text NOT NULL,
        model text,
        serial_number text,
        capabilities text[] NOT NULL,
        max_flight_seconds integer NOT NULL,
        enabled boolean NOT NULL,
        online boolean NOT NULL DEFAULT false,
        last_seen_at timestamptz,
        last_state json,
        last_rejected_message json,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT devices_pkey PRIMARY KEY (id),
        CONSTRAINT devices_tenant_id_serial_number_key UNIQUE (tenant_id, serial_number),
        CONSTRAINT devices_group_id_fkey FOREIGN KEY (group_id) REFERENCES drone.device_groups (id)
      );
      CREATE INDEX devices_group_id_idx ON drone.devices (group_id);
      CREATE INDEX devices_tenant_id_created_at_id_idx ON drone.devices (tenant_id, created_at DESC, id);

      CREATE TABLE drone.enrolment_tokens (
        hash bytea NOT NULL,
        tenant_id uuid NOT NULL,
        device_id text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT enrolment_tokens_pkey PRIMARY KEY (hash),
        CONSTRAINT enrolment_tokens_device_id_fkey FOREIGN KEY (device_id) REFERENCES drone.devices (id) ON DELETE CASCADE
      );
      CREATE INDEX enrolment_tokens_device_id_idx ON drone.enrolment_tokens (device_id);

      CREATE TABLE drone.missions (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        current_version integer NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CONSTRAINT missions_pkey PRIMARY KEY (id)
      );
      CREATE INDEX missions_tenant_id_created_at_id_idx ON drone.missions (tenant_id, created_at DESC, id);

      CREATE TABLE drone.mission_versions (
        mission_id text NOT NULL,
        version integer NOT NULL,
        tenant_id uuid NOT NULL,
        body json NOT NULL,
        distance_m double precision NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT mission_versions_pkey PRIMARY KEY (mission_id, version),
        CONSTRAINT mission_versions_mission_id_fkey FOREIGN KEY (mission_id) REFERENCES drone.missions (id)
      );

      CREATE TABLE drone.jobs (
        id text NOT NULL,
        tenant_id uuid NOT NULL,
        group_id text NOT NULL,
        device_id text,
        mission_id text,
        mission_version integer,
        name text NOT NULL,
        description text,
        metadata json NOT NULL,
        priority smallint NOT NULL,
        status text NOT NULL,
        scheduled_at timestamptz,
        due_at timestamptz NOT NULL,
        lease bigint,
        lease_device_id text,
        assigned_device_id text,
        attempts integer NOT NULL DEFAULT 0,
        reasons json NOT NULL DEFAULT '[]',
        failure json,
        progress json,
        link_lost_at timestamptz,
        paused boolean NOT NULL DEFAULT false,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        queued_at timestamptz,
        started_at timestamptz,
        completed_at timestamptz,
        cancelled_at timestamptz,
        CONSTRAINT jobs_pkey PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX jobs_lease_device_id_idx ON drone.jobs (lease_device_id) WHERE lease_device_id IS NOT NULL;
      CREATE INDEX jobs_group_id_priority_due_at_created_at_id_idx
        ON drone.jobs (group_id, priority DESC, due_at, created_at, id) WHERE status = 'QUEUED';
      CREATE INDEX jobs_tenant_id_created_at_id_idx ON drone.jobs (tenant_id, created_at DESC, id);
      CREATE INDEX jobs_tenant_id_status_created_at_idx ON drone.jobs (tenant_id, status, created_at DESC);

      CREATE TABLE drone.job_history (
        job_id text NOT NULL,
        seq bigserial NOT NULL,
        tenant_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        type text NOT NULL,
        device_id text,
        lease bigint,
        data json NOT NULL,
        CONSTRAINT job_history_pkey PRIMARY KEY (job_id, seq)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA drone CASCADE');
  }
}
