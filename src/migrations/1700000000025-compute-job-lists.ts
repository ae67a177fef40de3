import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeJobLists1700000000025 implements MigrationInterface {
  name = 'ComputeJobLists1700000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX jobs_tenant_id_state_created_at_idx ON compute.jobs (tenant_id, state, created_at DESC, id)
        WHERE deleted_at IS NULL;
      CREATE INDEX jobs_deleted_idx ON compute.jobs (tenant_id, created_at DESC, id) WHERE deleted_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX compute.jobs_tenant_id_state_created_at_idx, compute.jobs_deleted_idx');
  }
}
