import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PipelineRate1700000000037 implements MigrationInterface {
  name = 'PipelineRate1700000000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pipeline.jobs ADD COLUMN halved_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pipeline.jobs DROP COLUMN halved_at');
  }
}
