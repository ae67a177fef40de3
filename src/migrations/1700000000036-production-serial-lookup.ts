import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ten thousand units made at once have one time: an index on it alone is so small that PostgreSQL, as long as it has no
 * statistics, looks up each of them by it, among all the others.
 */
export class ProductionSerialLookup1700000000036 implements MigrationInterface {
  name = 'ProductionSerialLookup1700000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX production.serials_tenant_id_created_at_idx;
      CREATE INDEX serials_tenant_id_created_at_number_idx ON production.serials (tenant_id, created_at, number);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX production.serials_tenant_id_created_at_number_idx;
      CREATE INDEX serials_tenant_id_created_at_idx ON production.serials (tenant_id, created_at);
    `);
  }
}
