import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Chunk } from './chunk.entity';

/** How often a term, as the text search configuration of the workspace stems it, occurs in a chunk. */
@Entity({ schema: 'pipeline', name: 'postings' })
export class Posting {
  @PrimaryColumn('uuid')
  workspaceId: string;

  @PrimaryColumn('text')
  term: string;

  @Index()
  @PrimaryColumn('bigint')
  chunkId: string;

  @ManyToOne(() => Chunk, { onDelete: 'CASCADE' })
  chunk: Relation<Chunk>;

  @Column('int')
  tf: number;
}
