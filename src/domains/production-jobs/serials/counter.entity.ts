import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last serial number of a tenant. */
@Entity({ schema: 'production', name: 'counters' })
export class Counter {
  @PrimaryColumn('uuid')
  tenantId: string;

  @Column('bigint', { default: 0 })
  lastSerial: string;
}
