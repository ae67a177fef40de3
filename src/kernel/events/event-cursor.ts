const CURSOR = /^[A-Za-z0-9_-]{22}$/;
const MAX_BIGINT = 2n ** 63n - 1n;

/** Behind all events of a transaction. */
export const LAST_POSITION = MAX_BIGINT;

/** A place in the event log: behind the event with these two, or where it would be. */
export interface EventPosition {
  xid: bigint;
  position: bigint;
}

/** Before the oldest event. */
export const LOG_START: EventPosition = { xid: 0n, position: 0n };

/** A position as clients hold it. */
export function formatCursor({ xid, position }: EventPosition): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(xid, 0);
  bytes.writeBigUInt64BE(position, 8);
  return bytes.toString('base64url');
}

/** The position of a cursor; undefined for what is none. */
export function parseCursor(cursor: string): EventPosition | undefined {
  if (!CURSOR.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const found = { xid: bytes.readBigUInt64BE(0), position: bytes.readBigUInt64BE(8) };
  const isCursor = found.xid <= MAX_BIGINT && found.position <= MAX_BIGINT && formatCursor(found) === cursor;
  return isCursor ? found : undefined;
}

export function isBefore(one: EventPosition, other: EventPosition): boolean {
  return one.xid < other.xid || (one.xid === other.xid && one.position < other.position);
}
