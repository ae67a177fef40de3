import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { File } from './file.entity';

/** A part of a file's text that is found and shown as one document. */
@Entity({ schema: 'pipeline', name: 'chunks' })
@Index(['fileId', 'splitId'], { unique: true })
export class Chunk {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid')
  workspaceId: string;

  @Column('uuid')
  fileId: string;

  @ManyToOne(() => File, { onDelete: 'CASCADE' })
  file: Relation<File>;

  /** From 0, in the order of the text. */
  @Column('int')
  splitId: number;

  /** Unicode code points of the file's text before it. */
  @Column('int')
  start: number;

  /** Exactly as it stands in the file's text. */
  @Column('text')
  content: string;

  /** Number of terms, each as often as it occurs. */
  @Column('int')
  length: number;

  /** Its index is part of the data model and for questions by hand: a search goes by the postings, which know the workspace. */
  @Index({ type: 'gin' })
  @Column('tsvector')
  tsv: string;
}
