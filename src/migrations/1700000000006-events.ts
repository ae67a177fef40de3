import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Events1700000000006 implements MigrationInterface {
  name = 'Events1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.event_epochs (
        epoch integer NOT NULL,
        cluster text NOT NULL,
        entered_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT event_epochs_pkey PRIMARY KEY (epoch)
      );

      -- Numbers of transactions are those of one cluster's history: a dump that is loaded elsewhere, a point-in-time
      -- recovery and a promoted standby go on with other ones. The epoch is put before them: hours since 2020, so that no
      -- two histories of one log share it, in the bits that no number of a transaction reaches within decades. It is a
      -- constant of the two functions that are made here, so that appending an event does not look it up.
      CREATE FUNCTION platform.enter_event_epoch() RETURNS void LANGUAGE plpgsql VOLATILE AS $function$
        DECLARE
          here text := (SELECT system_identifier FROM pg_control_system())
            || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
          latest platform.event_epochs;
          shift bigint;
        BEGIN
          SELECT * INTO latest FROM platform.event_epochs ORDER BY epoch DESC LIMIT 1;
          IF latest.cluster = here THEN RETURN; END IF;
          -- Waits for transactions that have appended under the old epoch: readers go past them next.
          LOCK TABLE platform.events IN SHARE MODE;
          SELECT * INTO latest FROM platform.event_epochs ORDER BY epoch DESC LIMIT 1;
          IF latest.cluster = here THEN RETURN; END IF;
          INSERT INTO platform.event_epochs (epoch, cluster) VALUES (greatest(
            coalesce(latest.epoch, 0) + 1, extract(epoch FROM now() - timestamptz '2020-01-01 00:00:00+00')::bigint / 3600
          ), here) RETURNING epoch::bigint << 44 INTO shift;
          EXECUTE format(
            'CREATE OR REPLACE FUNCTION platform.event_xid() RETURNS xid8 LANGUAGE sql VOLATILE AS
              $$ SELECT (pg_current_xact_id()::text::bigint + %1$s)::text::xid8 $$;
            CREATE OR REPLACE FUNCTION platform.event_horizon() RETURNS xid8 LANGUAGE sql STABLE AS
              $$ SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + %1$s)::text::xid8 $$', shift);
        END
        $function$;
      SELECT platform.enter_event_epoch();

      ALTER TABLE platform.events ALTER COLUMN xid SET DEFAULT platform.event_xid();
      -- Nobody looks an event up by its position: the two indexes below are read instead.
      ALTER TABLE platform.events DROP CONSTRAINT events_pkey;
      CREATE INDEX events_type_idx ON platform.events (tenant_id, type, xid, position);
      CREATE INDEX events_subject_idx ON platform.events (tenant_id, subject, xid, position);

      -- For tables that are partitioned by RANGE (time) and have a default partition. Partitions are named by their day
      -- (UTC). Rows that got into the default one stay there until they are too old, and their days get no partition.
      -- Each lock is tried for a moment only, since all who write wait behind it: what fails is for the next time.
      -- Returns how many rows of the default partition it deleted, a batch of 10,000 at most.
      CREATE FUNCTION platform.maintain_partitions(parent regclass, ahead integer, keep_days integer) RETURNS integer
        LANGUAGE plpgsql VOLATILE SET timezone = 'UTC' SET lock_timeout = '500ms' AS $function$
        DECLARE
          schema_name text;
          table_name text;
          remainder regclass;
          day date;
          partition_name text;
          taken boolean;
          deleted integer;
        BEGIN
          IF NOT pg_try_advisory_xact_lock(hashtextextended('partitions of ' || parent::oid, 0)) THEN RETURN 0; END IF;
          SELECT nspname, relname, partdefid INTO schema_name, table_name, remainder
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_partitioned_table
              ON partrelid = pg_class.oid
            WHERE pg_class.oid = parent;
          FOR day IN SELECT current_date + generate_series(0, ahead) LOOP
            partition_name := table_name || to_char(day, '"_"YYYYMMDD');
            CONTINUE WHEN to_regclass(format('%I.%I', schema_name, partition_name)) IS NOT NULL;
            EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE time >= %L AND time < %L)', remainder, day, day + 1) INTO taken;
            CONTINUE WHEN taken;
            BEGIN
              EXECUTE format('CREATE TABLE %I.%I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                schema_name, partition_name, parent);
              EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
                parent, schema_name, partition_name, day::timestamptz, (day + 1)::timestamptz);
            EXCEPTION WHEN lock_not_available OR check_violation OR deadlock_detected THEN
              RAISE NOTICE 'partition % is left for the next time', partition_name;
            END;
          END LOOP;
          FOR partition_name IN
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = parent AND relname ~ '_\\d{8}$' AND right(relname, 8)::date < current_date - keep_days
          LOOP
            BEGIN
              EXECUTE format('DROP TABLE %I.%I', schema_name, partition_name);
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
              RAISE NOTICE 'partition % is left for the next time', partition_name;
            END;
          END LOOP;
          EXECUTE format('DELETE FROM %1$s WHERE ctid = ANY (ARRAY (SELECT ctid FROM %1$s WHERE time < %2$L LIMIT 10000))',
            remainder, current_date - keep_days);
          GET DIAGNOSTICS deleted = ROW_COUNT;
          RETURN deleted;
        END
        $function$;
      SELECT platform.maintain_partitions('platform.events', 7, 3650);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.maintain_partitions;
      DROP INDEX platform.events_subject_idx;
      DROP INDEX platform.events_type_idx;
      ALTER TABLE platform.events ADD CONSTRAINT events_pkey PRIMARY KEY (position, time);
      ALTER TABLE platform.events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
      DROP FUNCTION platform.event_horizon, platform.event_xid, platform.enter_event_epoch;
      DROP TABLE platform.event_epochs;
    `);
  }
}
