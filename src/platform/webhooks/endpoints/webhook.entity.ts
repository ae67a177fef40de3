import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An address that a tenant's events are sent to. Deleted ones stay until their deliveries are cleared away. */
@Entity({ schema: 'platform', name: 'webhooks' })
@Index(['tenantId'], { where: 'deleted_at IS NULL' })
export class Webhook {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  url: string;

  @Column('text', { array: true })
  types: string[];

  /** Those whose events it may get: what the credential that made it, or last set its types, may read. */
  @Column('text', { array: true })
  domains: string[];

  @Column('text', { nullable: true })
  description: string | null;

  /** Encrypted with a key that the database does not have. */
  @Column('text')
  sealedSecret: string;

  /** Signs beside the secret until its time is over. */
  @Column('text', { nullable: true })
  previousSealedSecret: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil: Date | null;

  /** The last position of the event log when it was made: it gets later ones. */
  @Column('bigint')
  since: string;

  /** The moment of the earliest task that is queued for it and has not started. */
  @Column('timestamptz', { nullable: true })
  queuedFor: Date | null;

  /** Tries that failed in a row. */
  @Column('int', { default: 0 })
  failures: number;

  /** Of the first of those. */
  @Column('timestamptz', { nullable: true })
  failingSince: Date | null;

  @Column('timestamptz', { nullable: true })
  pausedAt: Date | null;

  @Column('text', { nullable: true })
  pauseReason: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
}
