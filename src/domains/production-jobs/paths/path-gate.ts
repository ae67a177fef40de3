/**
 * SQL that waits at the gate of a path, until the end of the transaction: moves of units let each other in, changes of
 * the path go alone, and lock its row behind it. Row locks would not be fair: PostgreSQL lets whoever shares one in ahead
 * of a change that waits, which units without a pause would hold up for good.
 */
const waitFor = (lock: string) => (id: string) => `pg_advisory_xact_${lock}(hashtextextended(${id}, 0))`;

export const enterShared = waitFor('lock_shared');
export const enterAlone = waitFor('lock');
