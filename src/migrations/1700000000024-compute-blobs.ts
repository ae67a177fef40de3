import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ComputeBlobs1700000000024 implements MigrationInterface {
  name = 'ComputeBlobs1700000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE compute.blobs (
        hash text NOT NULL,
        size bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        unused_since timestamptz,
        CONSTRAINT blobs_pkey PRIMARY KEY (hash)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE compute.blobs');
  }
}
