import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeRetention1700000000026 implements MigrationInterface {
  name = 'ComputeRetention1700000000026';

  /** Jobs whose files are gone stay, and must not be looked at again and again. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE compute.jobs ADD files_deleted_at timestamptz;
      DROP INDEX compute.jobs_files_expire_at_idx;
      CREATE INDEX jobs_files_expire_at_idx ON compute.jobs (files_expire_at)
        WHERE files_expire_at IS NOT NULL AND files_deleted_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX compute.jobs_files_expire_at_idx;
      ALTER TABLE compute.jobs DROP files_deleted_at;
      CREATE INDEX jobs_files_expire_at_idx ON compute.jobs (files_expire_at) WHERE files_expire_at IS NOT NULL;
    `);
  }
}
