import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledLetters1700000000013 implements MigrationInterface {
  name = 'ScheduledLetters1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduled.jobs
        ADD COLUMN failed_host text,
        ADD COLUMN failure json,
        ADD COLUMN replay_of bigint,
        ADD COLUMN replayed_as bigint;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scheduled.jobs
        DROP COLUMN failed_host,
        DROP COLUMN failure,
        DROP COLUMN replay_of,
        DROP COLUMN replayed_as;
    `);
  }
}
