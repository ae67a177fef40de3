import { Entity, PrimaryColumn } from 'typeorm';

/** A start that counts for the rate of a key; forgotten once it has left the window. */
@Entity({ schema: 'scheduled', name: 'flow_starts' })
export class FlowStart {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  key: string;

  @PrimaryColumn('timestamptz')
  at: Date;

  @PrimaryColumn('bigint')
  jobId: string;
}
