import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Manifest } from './manifest';

export type PackageKind = 'app' | 'engine';
export type PackageStatus = 'inactive' | 'active';

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
  status: PackageStatus;

  /** As it was pushed, its keys in snake_case, its token sealed. */
  @Column('json')
  manifest: Manifest;

  /** The file that is run, below the code folder. */
  @Column('text', { default: '' })
  entrypoint: string;

  /** Base64 SHA-256 of the tar, which the object store keeps. */
  @Column('text', { default: '' })
  hash: string;

  /** How often it was pushed. */
  @Column('int', { default: 1 })
  revision: number;

  /** Who pushed it last. */
  @Column('text', { default: '' })
  userName: string;

  /** JSON Schema of an app's params. */
  @Column('json', { nullable: true })
  schema: object | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}

/** Without its schema, which may be large. */
export type PackageSummary = Omit<Package, 'schema'>;

export const versionOf = ({ major, minor }: Pick<Package, 'major' | 'minor'>): string => `${major}.${minor}`;

/** The tag that means this very version. */
export const tagOf = (found: Pick<Package, 'name' | 'major' | 'minor'>): string => `${found.name}@${versionOf(found)}`;
