import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeWallet1700000000028 implements MigrationInterface {
  name = 'ComputeWallet1700000000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- With what transactions show, so that a history of jobs is summed up and listed from the index alone.
      DROP INDEX compute.jobs_tenant_id_ended_at_idx;
      CREATE INDEX jobs_tenant_id_ended_at_idx ON compute.jobs (tenant_id, ended_at DESC, id) INCLUDE (payment, name)
        WHERE payment > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX compute.jobs_tenant_id_ended_at_idx;
      CREATE INDEX jobs_tenant_id_ended_at_idx ON compute.jobs (tenant_id, ended_at DESC, id) WHERE payment > 0;
    `);
  }
}
