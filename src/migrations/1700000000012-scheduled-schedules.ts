import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledSchedules1700000000012 implements MigrationInterface {
  name = 'ScheduledSchedules1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduled.schedules
        ADD COLUMN reason text,
        ADD COLUMN max_runs integer,
        ADD COLUMN ends_at timestamptz,
        ADD COLUMN pause_after_failures integer NOT NULL DEFAULT 0,
        ADD COLUMN planned integer NOT NULL DEFAULT 0;
      CREATE INDEX schedules_tenant_id_id_idx ON scheduled.schedules (tenant_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX scheduled.schedules_tenant_id_id_idx;
      ALTER TABLE scheduled.schedules
        DROP COLUMN reason, DROP COLUMN max_runs, DROP COLUMN ends_at, DROP COLUMN pause_after_failures,
        DROP COLUMN planned;
    `);
  }
}
