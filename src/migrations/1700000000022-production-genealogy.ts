import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductionGenealogy1700000000022 implements MigrationInterface {
  name = 'ProductionGenealogy1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What is built into a unit: another unit, or part of a lot. Rows stay once it is taken out.
      CREATE TABLE production.components (
        tenant_id uuid NOT NULL,
        id text NOT NULL,
        seq bigserial NOT NULL,
        parent_number bigint NOT NULL,
        child_number bigint,
        lot_number text,
        part_type text,
        quantity double precision NOT NULL,
        step_id text,
        installed_by text NOT NULL,
        installed_at timestamptz NOT NULL DEFAULT now(),
        removed_by text,
        removed_at timestamptz,
        removal_reason text,
        CONSTRAINT components_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT components_tenant_id_parent_number_fkey FOREIGN KEY (tenant_id, parent_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE,
        CONSTRAINT components_tenant_id_child_number_fkey FOREIGN KEY (tenant_id, child_number)
          REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE
      );
      CREATE INDEX components_tenant_id_parent_number_seq_idx ON production.components (tenant_id, parent_number, seq);
      CREATE INDEX components_tenant_id_child_number_idx ON production.components (tenant_id, child_number);
      CREATE UNIQUE INDEX components_installed_idx ON production.components (tenant_id, child_number)
        WHERE removed_at IS NULL;
      CREATE INDEX components_lot_idx ON production.components (tenant_id, lot_number) WHERE removed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE production.components');
  }
}
