import { waitFor } from '../wait-for';
import type { Fleet } from './fleet';
import type { Load } from './load';

/** Milliseconds until everything is quiet again. */
const CALM_TIME = 90_000;
const UNAVAILABLE = '503 {"errors":{"detail":"Service Unavailable"}}';

/** Answers and announced completions: one of each, however often a job was sent. */
const JOBS = `
  SELECT job.id::int AS id, job.state, job.attempt - job.interruptions AS counted, attempts.answers, attempts.failures,
    coalesce(events.completions, 0) AS completions
  FROM scheduled.jobs AS job
  LEFT JOIN (
    SELECT job_id, count(response)::int AS answers,
      count(*) FILTER (WHERE error IS NOT NULL AND error->>'code' <> 'interrupted')::int AS failures
    FROM scheduled.attempts GROUP BY job_id
  ) AS attempts ON attempts.job_id = job.id
  LEFT JOIN (
    SELECT subject, count(*)::int AS completions FROM platform.events
    WHERE type = 'quintet.scheduled.job.completed' GROUP BY subject
  ) AS events ON events.subject = job.uuid::text
  WHERE job.id > $1`;
const UNFINISHED = `
  SELECT count(*)::int AS unfinished FROM scheduled.jobs WHERE state IN ('available', 'executing', 'retryable')`;
const TASKS = `
  SELECT count(*)::int AS tasks FROM graphile_worker.jobs WHERE task_identifier = 'scheduled.execute'`;

/** The newest job: what a test looks at came after it. */
export async function newestJob({ cluster }: Fleet): Promise<number> {
  const [{ id }] = await cluster.query<{ id: number }>('SELECT coalesce(max(id), 0)::int AS id FROM scheduled.jobs');
  return id;
}

/**
 * Waits until nothing is left to do, and holds what must be so after any fault: each accepted job ran and is completed,
 * no failure was counted, no second result recorded, no task is left, and nobody was answered anything but 201 and 503.
 *
 * @param since what `newestJob` said at the start
 * @returns how often a job was sent beyond once
 */
export async function expectNothingLost(fleet: Fleet, loads: Load[], since: number): Promise<number> {
  const { cluster, target } = fleet;
  const none = (sql: string) => async () => Object.values((await cluster.query(sql))[0])[0] === 0;
  await waitFor(none(UNFINISHED), { what: 'every job to be finished', timeout: CALM_TIME });
  await waitFor(none(TASKS), { what: 'the queue to be empty', timeout: CALM_TIME });
  const jobs = new Map((await cluster.query(JOBS, [since])).map((job) => [job.id as number, job]));
  const right = { state: 'completed', counted: 1, answers: 1, failures: 0, completions: 1 };
  expect([...jobs.values()].filter((job) => Object.entries(right).some(([key, value]) => job[key] !== value))).toEqual(
    [],
  );
  const runs = target.arrivals.filter(({ jobId }) => jobs.has(jobId));
  const ran = new Set(runs.map(({ jobId }) => jobId));
  const accepted = loads.flatMap((load) => load.accepted);
  expect(accepted.filter((id) => !jobs.has(id) || !ran.has(id))).toEqual([]);
  for (const { refusals } of loads) expect([[], [UNAVAILABLE]]).toContainEqual([...refusals.keys()]);
  return runs.length - ran.size;
}

/** The median and the largest of some milliseconds, to be printed. */
export function spread(milliseconds: number[]): string {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms, most ${sorted.at(-1)} ms of ${sorted.length}`;
}
