import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeUploads1700000000027 implements MigrationInterface {
  name = 'ComputeUploads1700000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX jobs_uploaded_at_idx ON compute.jobs (uploaded_at)
        WHERE state = 'JOB_STATE_NEW' AND submitted_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX compute.jobs_uploaded_at_idx');
  }
}
