import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { Failure } from '../../../kernel/errors/failure';
import { Events } from '../../../kernel/events/events';
import { SERVE } from '../deliveries/delivery-task';
import { NEEDED_CHANNEL } from '../fan-out/fan-out';
import { webhookEvent } from '../platform-events';
import { domainOf, readableDomains } from './event-types';
import { toWebhookDto } from './webhook-view';
import { WebhookAccess } from './webhook-access';
import { WebhookSecrets } from './webhook-secrets';
import { WebhookUrls } from './webhook-urls';
import * as sql from './webhook.statements';
import type { WebhookDto, WebhookListDto, WebhookWithSecretDto } from './webhook.dto';
import type { WebhookRow } from './webhook.statements';
import type { CreateWebhookDto, RotateSecretDto, UpdateWebhookDto } from './write-webhook.dto';

const MAX_WEBHOOKS = 100;
/** Hours that a secret signs on beside the one that took its place. */
const ROTATION_HOURS = 24;
const ON_REQUEST = 'Paused on request';

type Change = Parameters<typeof webhookEvent>[0];

@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly events: Events,
    private readonly access: WebhookAccess,
    private readonly secrets: WebhookSecrets,
    private readonly urls: WebhookUrls,
  ) {}

  async create(caller: Caller, dto: CreateWebhookDto): Promise<WebhookWithSecretDto> {
    const domains = this.domainsFor(caller, dto.types);
    await this.urls.assertAllowed(dto.url);
    const secret = dto.secret ?? this.secrets.make();
    const { tenantId } = caller;
    return this.database.transaction(async () => {
      const [{ made }] = await this.database.run<{ made: boolean }>(sql.OPEN_CURSOR, [tenantId]);
      const fields = [dto.url, dto.types, domains, dto.description ?? null, MAX_WEBHOOKS, this.secrets.seal(secret)];
      const row = await this.write(sql.INSERT, [tenantId, uuidv7(), ...fields]);
      if (!row) throw new Failure('conflict', `A tenant has at most ${MAX_WEBHOOKS} webhooks`);
      if (made) await this.listener.notify(NEEDED_CHANNEL, '');
      await this.tell(caller, 'created', row);
      return { ...toWebhookDto(row), secret };
    });
  }

  async list(caller: Caller): Promise<WebhookListDto> {
    const values = [caller.tenantId, MAX_WEBHOOKS];
    const rows = await this.database.run<WebhookRow & Record<string, unknown>>(sql.LIST, values);
    return { data: rows.map(toWebhookDto) };
  }

  async find(caller: Caller, id: string): Promise<WebhookDto> {
    return toWebhookDto(await this.access.find(caller, id));
  }

  async update(caller: Caller, id: string, dto: UpdateWebhookDto): Promise<WebhookDto> {
    if (dto.url) await this.urls.assertAllowed(dto.url);
    return this.database.transaction(async () => {
      let row = await this.access.manageLocked(caller, id);
      const { tenantId } = caller;
      if (dto.url || dto.types || dto.description !== undefined) {
        const domains = dto.types ? this.domainsFor(caller, dto.types) : row.domains;
        const description = dto.description === undefined ? row.description : dto.description;
        const fields = [dto.url ?? row.url, dto.types ?? row.types, domains, description];
        row = (await this.write(sql.UPDATE, [tenantId, id, ...fields]))!;
        await this.tell(caller, 'updated', row);
      }
      if (typeof dto.paused !== 'boolean') return toWebhookDto(row);
      const changed = dto.paused
        ? await this.write(sql.PAUSE, [tenantId, id, ON_REQUEST])
        : await this.write(sql.RESUME, [tenantId, id]);
      if (changed) await this.tell(caller, dto.paused ? 'paused' : 'resumed', changed);
      if (changed && !dto.paused) await this.database.run(SERVE, [[id]]);
      return toWebhookDto(changed ?? row);
    });
  }

  async delete(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(sql.LOCK_CURSOR, [caller.tenantId]);
      const row = await this.access.manageLocked(caller, id);
      await this.database.run(sql.DELETE, [caller.tenantId, id]);
      await this.database.run(sql.CLOSE_CURSOR, [caller.tenantId]);
      await this.tell(caller, 'deleted', row);
    });
  }

  async rotateSecret(caller: Caller, id: string, dto: RotateSecretDto): Promise<WebhookWithSecretDto> {
    const secret = dto.secret ?? this.secrets.make();
    return this.database.transaction(async () => {
      await this.access.manageLocked(caller, id);
      const values = [caller.tenantId, id, this.secrets.seal(secret), ROTATION_HOURS];
      const row = (await this.write(sql.ROTATE, values))!;
      await this.tell(caller, 'secret_rotated', row);
      return { ...toWebhookDto(row), secret };
    });
  }

  /** @throws Failure `forbidden` when a type names a domain that the caller may not read, or there is none at all */
  private domainsFor(caller: Caller, types: string[]): string[] {
    this.access.assertReads(
      caller,
      types.map(domainOf).filter((domain) => domain !== undefined),
    );
    const domains = readableDomains(caller.scopes);
    if (domains.length === 0) throw new Failure('forbidden', undefined, { data: { scope: '<domain>:read' } });
    return domains;
  }

  private async write(statement: Statement, values: unknown[]): Promise<WebhookRow | undefined> {
    return (await this.database.run<WebhookRow & Record<string, unknown>>(statement, values))[0];
  }

  /** URLs stay out of events: they may hold a receiver's token. */
  private tell(caller: Caller, change: Change, row: WebhookRow): Promise<void> {
    const data = {
      webhookId: row.id,
      types: row.types,
      ...(row.paused_at && { reason: row.pause_reason, pausedAt: row.paused_at.toISOString() }),
    };
    return this.events.append({ tenantId: caller.tenantId, type: webhookEvent(change), subject: row.id, data });
  }
}
