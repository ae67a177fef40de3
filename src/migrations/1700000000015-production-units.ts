import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionUnits1700000000015 implements MigrationInterface {
  name = 'ProductionUnits1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE production.jobs
        ADD COLUMN version bigint NOT NULL DEFAULT 1,
        ADD COLUMN priority integer;

      -- Twelve characters of A-Za-z0-9_- behind a prefix, from 66 random bits.
      CREATE FUNCTION production.new_id(prefix text) RETURNS text LANGUAGE sql VOLATILE
      RETURN prefix || substr(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), 1, 12);

      CREATE FUNCTION production.serial_id(number bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT
      RETURN 'SN-' || CASE WHEN number < 100000 THEN lpad(number::text, 5, '0') ELSE number::text END;

      CREATE TABLE production.paths (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        job_id text NOT NULL,
        name text NOT NULL,
        goal_quantity integer NOT NULL,
        advancement_mode text NOT NULL,
        version bigint NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT paths_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT paths_tenant_id_job_id_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES production.jobs (tenant_id, id)
      );
      CREATE INDEX paths_tenant_id_seq_idx ON production.paths (tenant_id, seq);
      CREATE INDEX paths_tenant_id_job_id_seq_idx ON production.paths (tenant_id, job_id, seq);

      CREATE TABLE production.steps (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        path_id text NOT NULL,
        ordinal integer NOT NULL,
        name text NOT NULL,
        location text,
        assigned_to text,
        optional boolean NOT NULL DEFAULT false,
        dependency_type text NOT NULL DEFAULT 'preferred',
        removed_at timestamptz,
        CONSTRAINT steps_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT steps_tenant_id_path_id_fkey FOREIGN KEY (tenant_id, path_id)
          REFERENCES production.paths (tenant_id, id) ON DELETE CASCADE,
        CONSTRAINT steps_ordinal_excl EXCLUDE USING btree (tenant_id WITH =, path_id WITH =, ordinal WITH =)
          WHERE (removed_at IS NULL) DEFERRABLE INITIALLY DEFERRED
      );
      CREATE INDEX steps_tenant_id_path_id_idx ON production.steps (tenant_id, path_id);
      CREATE INDEX steps_tenant_id_name_idx ON production.steps (tenant_id, name) WHERE removed_at IS NULL;
      CREATE INDEX steps_tenant_id_assigned_to_idx ON production.steps (tenant_id, assigned_to)
        WHERE removed_at IS NULL AND assigned_to IS NOT NULL;

      CREATE TABLE production.counters (
        tenant_id uuid NOT NULL,
        last_serial bigint NOT NULL DEFAULT 0,
        CONSTRAINT counters_pkey PRIMARY KEY (tenant_id)
      );

      -- The id of a unit is its number in words: production.serial_id(number).
      CREATE TABLE production.serials (
        tenant_id uuid NOT NULL,
        number bigint NOT NULL,
        job_id text NOT NULL,
        path_id text NOT NULL,
        current_step_id text,
        status text NOT NULL DEFAULT 'in_progress',
        scrap_reason text,
        scrap_explanation text,
        scrapped_by text,
        force_completed boolean NOT NULL DEFAULT false,
        force_completed_by text,
        force_completed_reason text,
        rework_count integer NOT NULL DEFAULT 0,
        finished_at timestamptz,
        version bigint NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT serials_pkey PRIMARY KEY (tenant_id, number),
        CONSTRAINT serials_tenant_id_path_id_fkey FOREIGN KEY (tenant_id, path_id) REFERENCES production.paths (tenant_id, id),
        CONSTRAINT serials_tenant_id_current_step_id_fkey FOREIGN KEY (tenant_id, current_step_id)
          REFERENCES production.steps (tenant_id, id)
      );
      CREATE INDEX serials_wip_idx ON production.serials (tenant_id, path_id, current_step_id, number)
        WHERE status = 'in_progress';
      CREATE INDEX serials_tenant_id_path_id_number_idx ON production.serials (tenant_id, path_id, number);
      CREATE INDEX serials_tenant_id_job_id_number_idx ON production.serials (tenant_id, job_id, number);
      CREATE INDEX serials_scrapped_idx ON production.serials (tenant_id, number) WHERE status = 'scrapped';
      CREATE INDEX serials_finished_idx ON production.serials (tenant_id, finished_at) WHERE finished_at IS NOT NULL;
      CREATE INDEX serials_current_step_id_idx ON production.serials (tenant_id, current_step_id)
        WHERE current_step_id IS NOT NULL;

      -- Only what has happened: a step without a row is in_progress where the unit is, pending elsewhere.
      CREATE TABLE production.serial_steps (
        tenant_id uuid NOT NULL,
        serial_number bigint NOT NULL,
        step_id text NOT NULL,
        id text NOT NULL DEFAULT production.new_id('snss_'),
        status text NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT serial_steps_pkey PRIMARY KEY (tenant_id, serial_number, step_id),
        CONSTRAINT serial_steps_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );

      CREATE TABLE production.overrides (
        tenant_id uuid NOT NULL,
        id text NOT NULL DEFAULT production.new_id('snso_'),
        seq bigserial NOT NULL,
        serial_number bigint NOT NULL,
        step_id text NOT NULL,
        active boolean NOT NULL DEFAULT true,
        reason text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT overrides_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT overrides_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );
      CREATE INDEX overrides_tenant_id_serial_number_seq_idx ON production.overrides (tenant_id, serial_number, seq);
      CREATE UNIQUE INDEX overrides_active_idx ON production.overrides (tenant_id, serial_number, step_id)
        WHERE active;

      -- One row for each time that a unit is at a step; \`visit\` counts them per unit and step.
      CREATE TABLE production.step_visits (
        tenant_id uuid NOT NULL,
        serial_number bigint NOT NULL,
        step_id text NOT NULL,
        visit integer NOT NULL DEFAULT 1,
        path_id text NOT NULL,
        entered_at timestamptz NOT NULL DEFAULT now(),
        left_at timestamptz,
        outcome text,
        CONSTRAINT step_visits_pkey PRIMARY KEY (tenant_id, serial_number, step_id, visit),
        CONSTRAINT step_visits_tenant_id_serial_number_fkey FOREIGN KEY (tenant_id, serial_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );
      CREATE INDEX step_visits_path_id_entered_at_idx ON production.step_visits (tenant_id, path_id, entered_at);
      CREATE UNIQUE INDEX step_visits_open_idx ON production.step_visits (tenant_id, serial_number) WHERE left_at IS NULL;

      -- Units by outcome, so that no list counts units. Spread over slots, so that parallel completions rarely meet.
      CREATE TABLE production.unit_tallies (
        tenant_id uuid NOT NULL,
        path_id text NOT NULL,
        slot smallint NOT NULL,
        total integer NOT NULL DEFAULT 0,
        completed integer NOT NULL DEFAULT 0,
        scrapped integer NOT NULL DEFAULT 0,
        CONSTRAINT unit_tallies_pkey PRIMARY KEY (tenant_id, path_id, slot),
        CONSTRAINT unit_tallies_tenant_id_path_id_fkey FOREIGN KEY (tenant_id, path_id)
          REFERENCES production.paths (tenant_id, id) ON DELETE CASCADE
      );

      CREATE FUNCTION production.tally(tenant uuid, path text, made integer, completed integer, scrapped integer)
      RETURNS void LANGUAGE sql
      BEGIN ATOMIC
        INSERT INTO production.unit_tallies AS tally (tenant_id, path_id, slot, total, completed, scrapped)
        VALUES (tenant, path, pg_backend_pid() % 8, made, completed, scrapped)
        ON CONFLICT (tenant_id, path_id, slot) DO UPDATE SET total = tally.total + excluded.total,
          completed = tally.completed + excluded.completed, scrapped = tally.scrapped + excluded.scrapped;
      END;

      CREATE FUNCTION production.tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM production.tally(old.tenant_id, old.path_id, CASE WHEN tg_op = 'DELETE' THEN -1 ELSE 0 END,
          (tg_op = 'UPDATE' AND new.status = 'completed')::int - (old.status = 'completed')::int,
          (tg_op = 'UPDATE' AND new.status = 'scrapped')::int - (old.status = 'scrapped')::int);
        RETURN NULL;
      END $$;
      CREATE TRIGGER serials_tally_update AFTER UPDATE OF status ON production.serials FOR EACH ROW
        WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION production.tally_changed();
      CREATE TRIGGER serials_tally_delete AFTER DELETE ON production.serials FOR EACH ROW
        EXECUTE FUNCTION production.tally_changed();

      CREATE FUNCTION production.tally_made() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM production.tally(tenant_id, path_id, count(*)::int, 0, 0) FROM made
        GROUP BY tenant_id, path_id ORDER BY path_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER serials_tally_insert AFTER INSERT ON production.serials REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION production.tally_made();

      -- What was done, by whom. Rows stay when what they tell of is deleted.
      CREATE TABLE production.audit (
        tenant_id uuid NOT NULL,
        seq bigserial NOT NULL,
        id text NOT NULL DEFAULT production.new_id('aud_'),
        action text NOT NULL,
        user_id text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        serial_number bigint,
        first_serial bigint,
        batch_quantity integer,
        job_id text,
        path_id text,
        step_id text,
        from_step_id text,
        to_step_id text,
        cert_id text,
        metadata json,
        CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, seq)
      );
      CREATE INDEX audit_tenant_id_action_seq_idx ON production.audit (tenant_id, action, seq);
      CREATE INDEX audit_tenant_id_user_id_seq_idx ON production.audit (tenant_id, user_id, seq);
      CREATE INDEX audit_tenant_id_job_id_seq_idx ON production.audit (tenant_id, job_id, seq);
      CREATE INDEX audit_serial_number_idx ON production.audit (tenant_id, serial_number, seq)
        WHERE serial_number IS NOT NULL;
      CREATE INDEX audit_first_serial_idx ON production.audit (tenant_id, first_serial) WHERE first_serial IS NOT NULL;

      -- \`fields\`: the other columns of the row, by their names.
      CREATE FUNCTION production.append_audit(tenant uuid, action text, user_id text, actor text, fields jsonb)
      RETURNS void LANGUAGE sql
      BEGIN ATOMIC
        INSERT INTO production.audit (tenant_id, action, user_id, actor, serial_number, first_serial, batch_quantity,
          job_id, path_id, step_id, from_step_id, to_step_id, cert_id, metadata)
        SELECT tenant, append_audit.action, append_audit.user_id, append_audit.actor, serial_number, first_serial,
          batch_quantity, job_id, path_id, step_id, from_step_id, to_step_id, cert_id, metadata
        FROM jsonb_to_record(fields) AS given (serial_number bigint, first_serial bigint, batch_quantity integer,
          job_id text, path_id text, step_id text, from_step_id text, to_step_id text, cert_id text, metadata json);
      END;

      CREATE FUNCTION production.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The audit is append-only';
      END $$;
      CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON production.audit FOR EACH ROW
        EXECUTE FUNCTION production.refuse_audit_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION production.tally, production.append_audit;
      DROP TABLE production.audit, production.unit_tallies, production.step_visits, production.overrides,
        production.serial_steps, production.serials, production.counters, production.steps, production.paths;
      DROP FUNCTION production.refuse_audit_change, production.tally_made, production.tally_changed,
        production.serial_id, production.new_id;
      ALTER TABLE production.jobs DROP COLUMN version, DROP COLUMN priority;
    `);
  }
}
