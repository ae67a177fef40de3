import type { Statement } from '../../../kernel/database/database';

/** Rows that one statement deletes at most. */
export const FORGET_BATCH = 5_000;

/** Deletes a batch of rows, whoever they belong to, and counts them. */
const forget = (table: string, condition: string): Statement => ({
  name: `drone-forget-${table.replace('_', '-')}`,
  text: `WITH gone AS (
      DELETE FROM drone.${table} WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM drone.${table} WHERE ${condition} LIMIT ${FORGET_BATCH} FOR UPDATE SKIP LOCKED
      )) RETURNING 1
    ) SELECT count(*)::int FROM gone`,
});

/** What is over, in statements that each delete a batch. */
export const FORGET = [
  forget('device_messages', `at < now() - interval '24 hours'`),
  forget('commands', `expires_at < now() - interval '30 days'`),
  forget('hold_backs', `until < now() - interval '1 day'`),
  forget('share_viewers', `alive_until < now() - interval '1 hour'`),
  forget('enrolment_tokens', `expires_at < now() - interval '7 days'`),
];
