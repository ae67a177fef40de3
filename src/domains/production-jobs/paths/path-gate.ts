/**
 * SQL that waits in front of the row of a path, until the end of the transaction: moves of units let each other in,
 * changes of the path go alone. The row itself is locked behind it all the same. Row locks are not enough to be fair:
 * PostgreSQL lets whoever shares one in ahead of a change that waits, which units without a pause would hold up for good.
 */
const waitFor = (lock: string) => (id: string) => `pg_advisory_xact_${lock}(hashtextextended(${id}, 0))`;

export const enterShared = waitFor('lock_shared');
export const enterAlone = waitFor('lock');
