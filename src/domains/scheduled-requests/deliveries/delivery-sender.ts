import { Injectable } from '@nestjs/common';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import { webhookSignature } from '../../../kernel/outbound/webhook-signature';
import { SigningSecrets } from '../signing/signing-secrets';
import { TRY_TIMEOUT, type Claim } from './delivery-claims';
import { deliveryBody } from './delivery-message';
import type { Try } from './delivery-outcome';

/** Nobody looks at an answer: what is read of it lets the connection be used again. */
const MAX_ANSWER_BYTES = 1024;

/** Tries a delivery once, by the Standard Webhooks rules. No database connection is held meanwhile. */
@Injectable()
export class DeliverySender {
  constructor(
    private readonly client: OutboundClient,
    private readonly signingSecrets: SigningSecrets,
  ) {}

  /** @param signal aborted when the process ends */
  async send(claim: Claim, signal: AbortSignal): Promise<Try> {
    const secrets = await this.signingSecrets.open(claim.tenant_id, claim.sealed);
    const id = `msg_${claim.id}`;
    const timestamp = Math.floor(Date.now() / 1000);
    const body = deliveryBody(claim);
    try {
      const { status, headers } = await this.client.request({
        method: 'POST',
        url: claim.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Quintet-Scheduler/1',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': webhookSignature(secrets, id, timestamp, body),
        },
        body,
        timeoutMs: TRY_TIMEOUT,
        maxBytes: MAX_ANSWER_BYTES,
        signal,
      });
      return { status, retryAfter: headers['retry-after'] };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      if (error.code === 'aborted') return { failure: 'interrupted' };
      return { failure: error.code === 'blocked' ? 'blocked' : 'failed' };
    }
  }
}
