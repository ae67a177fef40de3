import { formatCursor } from '../../kernel/events/event-cursor';
import type { LoggedEvent } from '../../kernel/events/event-log';
import type { CloudEventDto } from './events.dto';

/** An event as CloudEvents 1.0 writes it. Its id is its cursor, which no other event of any tenant has. */
export function toCloudEvent({ at, type, subject, time, data }: LoggedEvent): CloudEventDto {
  return {
    specversion: '1.0',
    id: formatCursor(at),
    source: `/${type.split('.', 2).join('/')}`,
    type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    data: data as object,
  };
}
