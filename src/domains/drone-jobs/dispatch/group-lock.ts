/** One dispatcher, or emergency stop, per group `$1` at a time, until the end of the transaction. */
export const LOCK_GROUP = {
  name: 'drone-group-dispatch-lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('drone.dispatch:' || $1::text, 0))`,
};

/** SQL, as `LOCK_GROUP` without waiting: whether it was free. */
export const tryLock = (groupId: string) =>
  `pg_try_advisory_xact_lock(hashtextextended('drone.dispatch:' || ${groupId}, 0))`;
