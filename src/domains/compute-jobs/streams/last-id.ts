import { formatCursor, LOG_START, parseCursor } from '../../../kernel/events/event-cursor';
import type { EventPosition } from '../../../kernel/events/event-cursor';

/** Behind the id of the last event of a stream: who has seen that comes back for no more. */
const END = '.end';

export interface LastId {
  /** From the beginning, where nothing was seen or nobody knows what. */
  after: EventPosition;
  sawEnd: boolean;
}

export function endId(at: EventPosition): string {
  return `${formatCursor(at)}${END}`;
}

/** Reads a Last-Event-ID. */
export function readLastId(lastId = ''): LastId {
  const sawEnd = lastId.endsWith(END);
  const after = parseCursor(sawEnd ? lastId.slice(0, -END.length) : lastId);
  return after ? { after, sawEnd } : { after: LOG_START, sawEnd: false };
}
