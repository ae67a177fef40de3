import { formatCursor, parseCursor } from '../../../kernel/events/event-cursor';

/** The id of an event, as the event feed shows it. */
export const eventId = ({ xid, position }: { xid: string; position: string }) =>
  formatCursor({ xid: BigInt(xid), position: BigInt(position) });

/** The position in an event's id; undefined for what is none. */
export const positionOf = (id: string) => parseCursor(id)?.position.toString();
