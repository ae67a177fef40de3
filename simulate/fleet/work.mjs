import { setTimeout as delay } from 'node:timers/promises';
import { dockOf } from './docks.mjs';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];
/** Milliseconds between looks at the jobs. */
const LOOK = 2_000;
/** Jobs that are made at once. */
const HANDS = 8;

async function each(items, work) {
  const left = [...items];
  await Promise.all(
    Array.from({ length: HANDS }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
    }),
  );
}

/** Asks for so many flights of one mission near the docks; the ids of the jobs. */
export async function makeJobs(api, { deviceGroupId }, { jobs, home, seed }) {
  const { lat, lon } = dockOf(home, 1);
  const waypoints = [
    { lat: lat + 0.0005, lon, alt: 40 },
    { lat: lat + 0.0015, lon, alt: 40, hoverSeconds: 2 },
    { lat: lat + 0.0015, lon: lon + 0.001, alt: 40 },
  ];
  const { mission } = await api.call('POST', '/v3/missions', { name: `Simulated round ${seed}`, waypoints });
  const ids = [];
  await each(
    Array.from({ length: jobs }, (_, index) => index + 1),
    async (number) => {
      const body = {
        name: `Simulated flight ${number}`,
        deviceGroupId,
        missionId: mission.missionId,
        priority: 1 + (number % 10),
      };
      ids.push((await api.call('POST', '/v3/jobs/create', body)).job.jobId);
    },
  );
  return ids;
}

/** Waits until every job has ended, or the time is over; the jobs as they are then. */
export async function jobsAtTheEnd(api, { deviceGroupId }, ids, ended) {
  for (;;) {
    const jobs = new Map();
    for await (const job of api.list(`/v3/jobs?deviceGroupId=${encodeURIComponent(deviceGroupId)}`, 'jobs')) {
      jobs.set(job.jobId, job);
    }
    const mine = ids.map((id) => jobs.get(id));
    if (mine.every((job) => ENDED.includes(job?.status)) || ended()) return mine;
    await delay(LOOK);
  }
}

/**
 * Looks at all that became of the jobs.
 * @returns `failures`, how many by their code, and `violations`, what must never be: a job that was flown twice, is stuck,
 *   or whose end its history does not tell
 */
export async function judge(api, ids, flown) {
  const failures = {};
  const found = [];
  const flights = new Map();
  for (const { jobId } of flown) flights.set(jobId, (flights.get(jobId) ?? 0) + 1);
  for (const [jobId, times] of flights) if (times > 1) found.push(`${jobId} was flown ${times} times`);
  await each(ids, async (id) => {
    const { job } = await api.call('GET', `/v3/jobs/${id}`);
    const { history } = await api.call('GET', `/v3/jobs/${id}/history`);
    if (job.failure) failures[job.failure.code] = (failures[job.failure.code] ?? 0) + 1;
    found.push(...violationsOf(job, history));
  });
  return { failures, violations: found };
}

function violationsOf(job, history) {
  const told = (type) => history.filter((line) => line.type === type);
  const say = (text) => `${job.jobId} ${text}`;
  const found = [];
  if (!ENDED.includes(job.status)) found.push(say(`is stuck in ${job.status}`));
  if (told('started').length > 1) found.push(say('was started twice'));
  const ends = ['completed', 'failed', 'cancelled'].flatMap(told);
  if (ENDED.includes(job.status) && (ends.length !== 1 || ends[0].type.toUpperCase() !== job.status)) {
    found.push(say(`is ${job.status}, but its history tells ${ends.map(({ type }) => type).join(', ') || 'no end'}`));
  }
  if (job.status === 'FAILED' && !job.failure?.code) found.push(say('failed for no reason'));
  const leases = told('assigned').map(({ lease }) => lease);
  if (leases.some((lease, index) => index > 0 && lease <= leases[index - 1]))
    found.push(say('got a lease that did not rise'));
  return found;
}
