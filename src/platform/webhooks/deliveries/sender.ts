import { Injectable } from '@nestjs/common';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import { WebhookSecrets } from '../endpoints/webhook-secrets';
import { WebhookSettings } from '../webhook-settings';
import { webhookMessage } from './message';
import type { OutgoingEvent } from './message';
import type { Try } from './outcome';

const MAX_ANSWER_BYTES = 1024;
const UNOPENED = 'The secret was sealed with another secret of the server: rotate it';

/** What an endpoint's requests are made of. */
export interface Receiver {
  url: string;
  /** Encrypted, newest first. */
  sealed: string[];
}

/** Sends one event to one endpoint, once. No database connection is held meanwhile. */
@Injectable()
export class Sender {
  constructor(
    private readonly client: OutboundClient,
    private readonly secrets: WebhookSecrets,
    private readonly settings: WebhookSettings,
  ) {}

  /** Never throws: what goes wrong is the try's error. */
  async send({ url, sealed }: Receiver, event: OutgoingEvent, signal?: AbortSignal): Promise<Try> {
    const startedAt = performance.now();
    const none = (error: string) => ({ status: null, error, response: null, durationMs: since(startedAt) });
    const secrets = this.secrets.open(sealed);
    if (secrets.length === 0) return none(UNOPENED);
    try {
      const answer = await this.client.request({
        method: 'POST',
        url,
        ...webhookMessage(event, secrets, Date.now()),
        timeoutMs: this.settings.WEBHOOK_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        signal,
      });
      const { status } = answer;
      return {
        status,
        error: status >= 200 && status <= 299 ? null : `The receiver answered with status ${status}`,
        response: storable(answer.body),
        durationMs: since(startedAt),
        retryAfter: answer.headers['retry-after'],
      };
    } catch (error) {
      if (!(error instanceof OutboundError)) return none('The request could not be made');
      return { ...none(`${error.code}: ${error.message}`), interrupted: error.code === 'aborted' };
    }
  }
}

const since = (startedAt: number) => Math.round(performance.now() - startedAt);

/** Text as PostgreSQL can hold it. */
const storable = (body: Buffer) => body.toString('utf8').replaceAll('\u0000', '\ufffd');
