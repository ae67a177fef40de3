import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Spread, because TypeORM writes the type of a column into its options. */
const KEY = { primaryKeyConstraintName: 'secrets_pkey' };

export const SECRET_TYPES = ['aws', 'gcp', 'storj', 'other'] as const;
export type SecretType = (typeof SECRET_TYPES)[number];

@Entity({ schema: 'compute', name: 'secrets' })
export class Secret {
  @PrimaryColumn('uuid', { ...KEY })
  tenantId: string;

  @PrimaryColumn('text', { ...KEY })
  type: SecretType;

  @PrimaryColumn('text', { ...KEY })
  id: string;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  accessKey: string | null;

  /** The secret key as SecretBox keeps it. */
  @Column('text')
  sealedKey: string;

  @Column('json', { nullable: true })
  params: object | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
