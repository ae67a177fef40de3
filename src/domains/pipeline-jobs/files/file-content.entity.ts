import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { File } from './file.entity';

/** What was uploaded, and the text in it. Here, and not on a disk, every worker has it. */
@Entity({ schema: 'pipeline', name: 'file_contents' })
export class FileContent {
  @PrimaryColumn('uuid')
  fileId: string;

  @OneToOne(() => File, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'file_id' })
  file: Relation<File>;

  @Column('bytea')
  bytes: Buffer;

  @Column('text')
  text: string;
}
