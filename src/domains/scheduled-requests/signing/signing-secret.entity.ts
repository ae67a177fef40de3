import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A secret that a tenant's requests are signed with. */
@Entity({ schema: 'scheduled', name: 'signing_secrets' })
@Index(['tenantId'], { unique: true, where: "state = 'current'" })
export class SigningSecret {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  /** Encrypted with a key that the database does not have. */
  @Column('text')
  sealed: string;

  @Column('text', { default: 'current' })
  state: 'current' | 'previous';

  @Column('timestamptz', { default: () => 'now()' })
  insertedAt: Date;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;
}
