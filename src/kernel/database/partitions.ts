import { Injectable } from '@nestjs/common';
import { Database } from './database';

/** Days that partitions are made ahead: as long may nobody come by to make more. */
const AHEAD = 7;
/** Rows that the function deletes at most, of those that lie outside the days' partitions. */
const BATCH = 10_000;

const MAINTAIN = {
  name: 'partitions-maintain',
  text: 'SELECT platform.maintain_partitions($1, $2, $3) AS deleted',
};

/** Day partitions of tables that are partitioned by `RANGE (time)` and have a default partition. */
@Injectable()
export class Partitions {
  constructor(private readonly database: Database) {}

  /** Makes the partitions of the days to come and drops those that ended more than so many days ago. */
  async maintain(table: string, keepDays: number): Promise<void> {
    for (let found = BATCH; found === BATCH;) {
      [{ deleted: found }] = await this.database.run<{ deleted: number }>(MAINTAIN, [table, AHEAD, keepDays]);
    }
  }
}
