import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Webhook } from '../endpoints/webhook.entity';
import type { DeliveryState } from './transitions';

/** One event on its way to one endpoint: the key allows no second one. */
@Entity({ schema: 'platform', name: 'webhook_deliveries' })
@Index(['webhookId', 'nextAttemptAt', 'eventPosition'], { where: "state = 'pending'" })
@Index(['webhookId', 'state', 'eventPosition'])
@Index(['state', 'finishedAt'], { where: 'finished_at IS NOT NULL' })
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  webhookId: string;

  @ManyToOne(() => Webhook)
  @JoinColumn()
  webhook: Relation<Webhook>;

  @PrimaryColumn('bigint')
  eventPosition: string;

  /** The other half of the event's id. */
  @Column('bigint')
  eventXid: string;

  @Column('uuid')
  tenantId: string;

  /** The event is kept here too, since the event log may forget it earlier. */
  @Column('timestamptz')
  eventTime: Date;

  @Column('text')
  type: string;

  @Column('text')
  subject: string;

  @Column('json')
  data: object;

  @Column('text', { default: 'pending' })
  state: DeliveryState;

  /** Failed tries since it was last queued: the next wait is chosen by them. */
  @Column('int', { default: 0 })
  failures: number;

  @Column('timestamptz', { default: () => 'now()' })
  nextAttemptAt: Date;

  /** Grows with every claim: only the latest claim may record an outcome. */
  @Column('int', { default: 0 })
  fence: number;

  /** The task that sends it: when that task is run again, its earlier run has ended. */
  @Column('uuid', { nullable: true })
  claimedBy: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('timestamptz', { nullable: true })
  attemptedAt: Date | null;

  @Column('int', { nullable: true })
  status: number | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('text', { nullable: true })
  response: string | null;

  @Column('int', { nullable: true })
  durationMs: number | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
