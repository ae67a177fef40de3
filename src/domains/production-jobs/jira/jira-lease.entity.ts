import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who may change the description of a ticket, and until when. */
@Entity({ schema: 'production', name: 'jira_leases' })
export class JiraLease {
  @PrimaryColumn('uuid')
  tenantId: string;

  /** In upper case, as Jira knows tickets in any case. */
  @PrimaryColumn('text')
  ticketKey: string;

  @Column('uuid')
  holder: string;

  @Column('timestamptz')
  expiresAt: Date;
}
