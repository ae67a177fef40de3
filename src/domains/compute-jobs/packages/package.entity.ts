import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export type PackageKind = 'app' | 'engine';

/** Code of a user: an app, which works on the chunks, or an engine, which makes or merges them. */
@Entity({ schema: 'compute', name: 'packages' })
@Unique('packages_version_key', ['tenantId', 'kind', 'name', 'major', 'minor'])
export class Package {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'packages_pkey' })
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  kind: PackageKind;

  @Column('text')
  name: string;

  @Column('int')
  major: number;

  @Column('int')
  minor: number;

  /** `partitioner` or `assembler`, of an engine. */
  @Column('text', { nullable: true })
  type: string | null;

  @Column('text')
  status: 'inactive' | 'active';

  @Column('json')
  manifest: object;

  /** JSON Schema of an app's params. */
  @Column('json', { nullable: true })
  schema: object | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
