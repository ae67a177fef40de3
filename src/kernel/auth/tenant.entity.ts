import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Whoever owns rows: every other table's `tenant_id` points here. */
@Entity({ schema: 'platform', name: 'tenants' })
export class Tenant {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { unique: true })
  name: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
