/** An SQL expression: the `xid` below which no transaction can append to the event log any more. */
export const EVENT_HORIZON = 'pg_snapshot_xmin(pg_current_snapshot())';
