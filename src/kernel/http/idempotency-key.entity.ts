import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a request that carried an Idempotency-Key, kept for 24 hours. */
@Entity({ schema: 'platform', name: 'idempotency_keys' })
export class IdempotencyKey {
  /** Keyed hash of tenant, route and key. */
  @PrimaryColumn('bytea')
  key: Buffer;

  @Column('bytea')
  bodyHash: Buffer;

  @Column('int')
  status: number;

  @Column('json')
  headers: Record<string, string>;

  /** Encrypted; null for an answer without a body. */
  @Column('text', { nullable: true })
  answer: string | null;

  @Index()
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
