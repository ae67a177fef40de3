import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const SHARE_TYPES = ['STREAM', 'DEVICE_STATUS'] as const;
export type ShareType = (typeof SHARE_TYPES)[number];

/** Lets anybody who has its code watch a device, or a group's devices. */
@Entity({ schema: 'drone', name: 'shares' })
@Index(['tenantId', 'createdAt', 'code'])
export class Share {
  @PrimaryColumn('text')
  code: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  resourceId: string;

  @Column('text')
  resourceKind: 'DEVICE' | 'GROUP';

  @Column('text')
  shareType: ShareType;

  @Column('json')
  permissions: 'view'[];

  /** Any number where it is null. */
  @Column('int', { nullable: true })
  maxViewers: number | null;

  @Column('json')
  metadata: object;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
