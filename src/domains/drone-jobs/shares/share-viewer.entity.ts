import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { JoinColumn } from 'typeorm';
import { Share } from './share.entity';

/** Somebody who watches by a share, over MQTT or WebSocket. */
@Entity({ schema: 'drone', name: 'share_viewers' })
export class ShareViewer {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Index()
  @Column('text')
  shareCode: string;

  @ManyToOne(() => Share, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'share_code', referencedColumnName: 'code' })
  share: Relation<Share>;

  /** Put off by its process for as long as that lives. */
  @Column('timestamptz')
  aliveUntil: Date;
}
