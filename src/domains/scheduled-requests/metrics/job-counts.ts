import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { JOB_STATES, type JobState } from '../transitions';

/** Jobs of a state that are counted: a look must stay cheap however many there are. */
const LIMIT = 10_000;

/** The state is a literal: so the planner knows from its sample which ones are few, and finds those in the index. */
const countOf = (state: JobState) => `SELECT '${state}' AS state,
      (SELECT count(*) FROM (SELECT FROM scheduled.jobs WHERE state = '${state}' LIMIT ${LIMIT}) AS found) AS counted`;

/** Counts up to the limit; beyond it, the part of the state in PostgreSQL's own sample of the table. */
export const COUNT_JOBS = {
  name: 'scheduled-jobs-count',
  text: `WITH sample AS (
      SELECT value AS state, frequency * reltuples AS estimate
      FROM pg_class JOIN pg_stats ON schemaname = 'scheduled' AND tablename = 'jobs' AND attname = 'state',
        unnest(most_common_vals::text::text[], most_common_freqs) AS common (value, frequency)
      WHERE pg_class.oid = 'scheduled.jobs'::regclass
    )
    SELECT exact.state,
      CASE WHEN counted < ${LIMIT} THEN counted ELSE greatest(counted, round(estimate::numeric)) END::float8 AS count
    FROM (${JOB_STATES.map(countOf).join(' UNION ALL ')}) AS exact LEFT JOIN sample ON sample.state = exact.state`,
};

interface JobCount {
  state: JobState;
  count: number;
}

/** How many jobs there are in each state. A database that is away shows none. */
@Injectable()
export class JobCounts {
  readonly limit = LIMIT;

  constructor(private readonly database: Database) {}

  read(): Promise<JobCount[]> {
    return this.database.run<JobCount & Record<string, unknown>>(COUNT_JOBS).catch(() => []);
  }
}
