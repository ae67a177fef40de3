import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Sender } from '../deliveries/sender';
import { webhookEvent } from '../platform-events';
import { WebhookAccess } from './webhook-access';
import type { WebhookTestDto } from './webhook.dto';

/** Sends an event that never happened, to see whether an endpoint takes it; a paused one is asked too. */
@Injectable()
export class TestEventsService {
  constructor(
    private readonly access: WebhookAccess,
    private readonly sender: Sender,
  ) {}

  async send(caller: Caller, id: string): Promise<WebhookTestDto> {
    const row = await this.access.manage(caller, id);
    const sealed = [row.sealed_secret, row.previous_sealed_secret].filter((secret) => secret !== null);
    const eventId = `test_${uuidv7()}`;
    const event = {
      id: eventId,
      type: webhookEvent('test'),
      subject: id,
      time: new Date(),
      data: JSON.stringify({ webhookId: id }),
    };
    const { status, durationMs, error, response } = await this.sender.send({ url: row.url, sealed }, event);
    return { delivered: error === null, status, durationMs, error, response, eventId };
  }
}
