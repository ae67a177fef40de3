import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TicketDto } from './jira.dto';

/** The tickets that Jira last listed. */
@Entity({ schema: 'production', name: 'jira_tickets' })
export class JiraTickets {
  @PrimaryColumn('uuid')
  tenantId: string;

  @Column('json')
  tickets: TicketDto[];

  @Column('timestamptz', { default: () => 'now()' })
  fetchedAt: Date;
}
