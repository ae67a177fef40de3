import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { FreeObject } from '../validation/lax-free-object';
import { QuerySet } from './query-set.entity';

/** One question of a query set. */
@Entity({ schema: 'pipeline', name: 'query_set_queries' })
export class QuerySetQuery {
  @PrimaryColumn('uuid')
  querySetId: string;

  @ManyToOne(() => QuerySet, { onDelete: 'CASCADE' })
  querySet: Relation<QuerySet>;

  /** From 0, in the order in which the queries were given. */
  @PrimaryColumn('int')
  position: number;

  @Column('text')
  query: string;

  @Column('json', { nullable: true })
  filters: FreeObject | null;

  @Column('json', { nullable: true })
  params: FreeObject | null;

  @Column('text', { nullable: true })
  groupName: string | null;

  @Column('text', { nullable: true })
  queryLabel: string | null;

  @Column('bigint')
  queryIndex: string;

  @Column('bigint')
  absoluteQueryIndex: string;
}
