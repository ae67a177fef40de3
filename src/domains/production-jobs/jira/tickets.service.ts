import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { ShopSettingsService } from '../settings/shop-settings.service';
import { JiraAccess, NOT_ENABLED } from './jira-access';
import type { Jira } from './jira-access';
import { JiraClient } from './jira-client';
import { JiraError, unusableAnswer } from './jira-error';
import type { TicketDto, TicketListDto } from './jira.dto';
import { fieldsWanted, ticketOf } from './ticket';

const MAX_TICKETS = 200;

const REMEMBER = {
  name: 'production-jira-tickets-remember',
  text: `INSERT INTO production.jira_tickets (tenant_id, tickets) VALUES ($1, $2)
    ON CONFLICT (tenant_id) DO UPDATE SET tickets = excluded.tickets, fetched_at = excluded.fetched_at`,
};
const RECALL = {
  name: 'production-jira-tickets-recall',
  text: 'SELECT tickets FROM production.jira_tickets WHERE tenant_id = $1',
};

@Injectable()
export class TicketsService {
  constructor(
    private readonly database: Database,
    private readonly settings: ShopSettingsService,
    private readonly access: JiraAccess,
    private readonly client: JiraClient,
  ) {}

  /** Open tickets; when Jira does not give them, those that it last gave. */
  async list(caller: Caller): Promise<TicketListDto> {
    const jira = await this.settings.jira(caller);
    if (!jira.connection.enabled) return this.recall(caller.tenantId, NOT_ENABLED);
    try {
      const tickets = await this.search(jira);
      await this.database.run(REMEMBER, [caller.tenantId, JSON.stringify(tickets)]);
      return { tickets, error: null, fromCache: false };
    } catch (error) {
      if (!(error instanceof JiraError)) throw error;
      return this.recall(caller.tenantId, error.message);
    }
  }

  async find(caller: Caller, key: string): Promise<TicketDto> {
    return this.fetch(await this.access.toRead(caller), key);
  }

  /** A ticket as Jira has it now. @throws Failure `bad-gateway` */
  async fetch({ connection, mappings }: Jira, key: string): Promise<TicketDto> {
    try {
      const query = { fields: fieldsWanted(mappings) };
      return ticketOf(await this.client.ask(connection, { op: 'ticket', path: ['issue', key], query }), mappings);
    } catch (error) {
      throw error instanceof JiraError ? new Failure('bad-gateway', error.message) : error;
    }
  }

  private async recall(tenantId: string, error: string): Promise<TicketListDto> {
    const [row] = await this.database.run<{ tickets: TicketDto[] }>(RECALL, [tenantId]);
    const tickets = row?.tickets ?? [];
    return { tickets, error, fromCache: tickets.length > 0 };
  }

  private async search({ connection, mappings }: Jira): Promise<TicketDto[]> {
    const query = {
      jql: `project = ${connection.projectKey} AND resolution is EMPTY`,
      fields: fieldsWanted(mappings),
      maxResults: String(MAX_TICKETS),
    };
    const found = await this.client.ask(connection, { op: 'search', path: ['search'], query });
    if (!isJsonObject(found) || !Array.isArray(found.issues)) throw unusableAnswer();
    return found.issues.slice(0, MAX_TICKETS).map((issue) => ticketOf(issue, mappings));
  }
}
