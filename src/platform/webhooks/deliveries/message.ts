import { webhookSignature } from '../../../kernel/outbound/webhook-signature';

/** An event as it is sent to endpoints. */
export interface OutgoingEvent {
  id: string;
  type: string;
  subject: string;
  time: Date;
  /** JSON as it was written. */
  data: string;
}

/**
 * The request body and headers of one try, by Standard Webhooks. The body is a CloudEvent; its type is plain
 * `application/json`, since that is what receivers of Standard Webhooks parse.
 */
export function webhookMessage(event: OutgoingEvent, secrets: string[], now: number) {
  const envelope = {
    specversion: '1.0',
    id: event.id,
    source: `/${event.type.split('.', 2).join('/')}`,
    type: event.type,
    subject: event.subject,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
  };
  const body = `${JSON.stringify(envelope).slice(0, -1)},"data":${event.data}}`;
  const timestamp = Math.floor(now / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Quintet-Webhooks/1',
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': webhookSignature(secrets, event.id, timestamp, body),
  };
  return { body, headers };
}
