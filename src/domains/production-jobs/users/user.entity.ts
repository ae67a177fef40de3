import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** Somebody in the shop whom steps are assigned to. Not a credential. */
@Entity({ schema: 'production', name: 'users' })
@Index(['tenantId', 'seq'])
export class ShopUser {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  department: string | null;

  @Column('bool', { default: true })
  active: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
