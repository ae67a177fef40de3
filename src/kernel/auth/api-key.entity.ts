import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Tenant } from './tenant.entity';

@Entity({ schema: 'platform', name: 'api_keys' })
@Index(['tenantId', 'createdAt'])
export class ApiKey {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @ManyToOne(() => Tenant)
  tenant: Relation<Tenant>;

  @Column('text')
  name: string;

  /** SHA-256 of the key: keys are random, so a slow hash would protect nothing. */
  @Column('bytea', { unique: true })
  hash: Buffer;

  @Column('text', { array: true })
  scopes: string[];

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
