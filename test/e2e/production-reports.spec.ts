import { serialNumber } from '../../src/domains/production-jobs/serials/serial-id';
import type { Client } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';

const NOTHING = { count: 0, avgSeconds: null, p50Seconds: null, p90Seconds: null };

let server: Server;
let shop: Shop;
let api: Client;

beforeAll(async () => {
  server = await sharedServer();
});

beforeEach(async () => {
  shop = await Shop.open(server);
  api = shop.api;
});

afterAll(() => server?.stop());

/** A moment on 10 January 2024. */
const at = (time: string) => `2024-01-10T${time}:00.000Z`;

/** Two steps and seven units: a clean one, one sent back, one failed, one forced, one scrapped, one at work, one of later. */
async function worked(): Promise<Route> {
  const route = await shop.route(['A', 'B'], { name: 'PATH' });
  const [a, b] = route.stepIds;
  const units = await shop.units(route, 7);
  const [clean, back, failed, forced, scrapped, working, later] = units;
  await shop.change(units, { created_at: at('08:00') });
  const done = { status: 'completed', current_step_id: null };
  await shop.change([clean], { ...done, finished_at: at('09:00') });
  await shop.change([back], { ...done, finished_at: at('10:00'), rework_count: 1 });
  await shop.change([failed], { ...done, finished_at: at('11:00') });
  await shop.change([forced], { ...done, finished_at: at('12:00'), force_completed: true });
  await shop.change([scrapped], { status: 'scrapped', finished_at: at('12:00') });
  await shop.change([later], { created_at: '2024-03-01T00:00:00Z' });
  await shop.past(clean, [
    [a, at('08:00'), at('08:10'), 'completed'],
    [b, at('08:10'), at('09:00'), 'completed'],
  ]);
  await shop.past(back, [
    [a, at('08:00'), at('08:20'), 'completed'],
    [b, at('08:20'), at('08:30'), 'sent_back'],
    [a, at('08:30'), at('09:00'), 'completed', 2],
  ]);
  await shop.past(failed, []);
  await shop.past(forced, [[a, at('08:00'), at('08:40'), 'forced']]);
  await shop.past(scrapped, [[a, at('08:00'), at('08:50'), 'scrapped']]);
  await shop.past(working, [[b, at('08:00'), null, null]]);
  await shop.past(later, [[a, '2024-03-01T00:00:00Z', null, null]]);
  await server.query(
    `INSERT INTO production.inspections (tenant_id, id, serial_number, step_id, visit, result, results, created_by, created_at)
    SELECT $1, 'insp_' || result || number, number, $3, 1, result, '[]', 'anonymous', $4
    FROM (VALUES ($2::bigint, 'fail'), ($2, 'pass'), ($2 + 1, 'pass')) AS given (number, result)`,
    [shop.tenantId, serialNumber(failed), a, at('08:30')],
  );
  await server.query(
    `INSERT INTO production.time_entries (tenant_id, serial_number, step_id, visit, user_id, state, started_at, seconds, running_since)
    SELECT $1, $2, $3, 1, 'u' || n, 'stopped', $4, n * 100.5, NULL FROM generate_series(1, 2) AS n`,
    [shop.tenantId, serialNumber(clean), b, at('08:15')],
  );
  return route;
}

describe('the report on a path', () => {
  it('counts units, visits, inspections and times', async () => {
    const { pathId, stepIds } = await worked();
    const { status, body } = await api.get(`/api/paths/${pathId}/report`);
    expect(status).toBe(200);
    expect(body).toEqual({
      pathId,
      started: 7,
      completed: 4,
      forceCompleted: 1,
      scrapped: 1,
      inProgress: 2,
      finalYield: 0.8,
      firstPassYield: 0.2,
      cycleTime: { count: 4, avgSeconds: 9000, p50Seconds: 9000, p90Seconds: 13320 },
      steps: [
        {
          stepId: stepIds[0],
          stepName: 'A',
          entered: 6,
          left: 5,
          scrapped: 1,
          sentBack: 0,
          inspections: { passed: 2, failed: 1 },
          dwell: { count: 5, avgSeconds: 1800, p50Seconds: 1800, p90Seconds: 2760 },
          workedSeconds: 0,
        },
        {
          stepId: stepIds[1],
          stepName: 'B',
          entered: 3,
          left: 2,
          scrapped: 0,
          sentBack: 1,
          inspections: { passed: 0, failed: 0 },
          dwell: { count: 2, avgSeconds: 1800, p50Seconds: 1800, p90Seconds: 2760 },
          workedSeconds: 301.5,
        },
      ],
    });
    expect(Object.keys(body)).toEqual(
      'pathId started completed forceCompleted scrapped inProgress finalYield firstPassYield cycleTime steps'.split(
        ' ',
      ),
    );
  });

  it.each([
    ['from=2024-02-01', { started: 1, completed: 0, inProgress: 2, finalYield: null, firstPassYield: null }, [1, 0]],
    ['to=2024-01-10', { started: 6, completed: 4 }, [5, 5]],
    ['to=2024-01-09', { started: 0, completed: 0, scrapped: 0 }, [0, 0]],
    ['from=2024-01-10T09:30Z&to=2024-01-10T11:30:00Z', { started: 0, completed: 2, forceCompleted: 0 }, [0, 0]],
    ['from=2024-01-10T08:00:00Z&to=2024-01-10T08:45:00Z', { started: 6, completed: 0 }, [5, 3]],
  ])('is about the period %s', async (query, counts, [entered, left]) => {
    const { pathId } = await worked();
    const { body } = await api.get(`/api/paths/${pathId}/report?${query}`);
    expect(body).toMatchObject(counts);
    expect(body.steps[0]).toMatchObject({ entered, left });
  });

  it('is empty for a path without units, and keeps steps that were taken off with their visits', async () => {
    const route = await shop.route(['A', 'B']);
    const empty = (await api.get(`/api/paths/${route.pathId}/report`)).body;
    expect(empty).toMatchObject({ started: 0, finalYield: null, firstPassYield: null, cycleTime: NOTHING });
    expect(empty.steps).toHaveLength(2);
    expect(empty.steps[1]).toMatchObject({ stepName: 'B', entered: 0, dwell: NOTHING, workedSeconds: 0 });
    await shop.units(route, 1, 1);
    const [, b] = route.stepIds;
    expect((await api.put(`/api/paths/${route.pathId}`, { steps: [{ id: b, name: 'B' }] })).status).toBe(200);
    const { steps } = (await api.get(`/api/paths/${route.pathId}/report`)).body;
    expect(steps.map(({ stepName }: { stepName: string }) => stepName)).toEqual(['B', 'A']);
  });
});

describe('the report on a job', () => {
  it('has a report on each path', async () => {
    const { jobId, pathId: first } = await worked();
    const { pathId: second } = await shop.route(['A'], { jobId, name: 'Second' });
    const { body } = await api.get(`/api/jobs/${jobId}/report?to=2024-01-31`);
    expect(Object.keys(body)).toEqual(['jobId', 'jobName', 'paths']);
    expect([body.jobId, body.jobName]).toEqual([jobId, 'JOB-1']);
    expect(body.paths.map(({ pathId }: { pathId: string }) => pathId)).toEqual([first, second]);
    expect(body.paths[0]).toEqual((await api.get(`/api/paths/${first}/report?to=2024-01-31`)).body);
  });
});

describe('GET /api/reports/throughput', () => {
  const starts = (body: { start: string }[]) => body.map(({ start }) => start);

  it('counts per day, in empty ones too', async () => {
    await worked();
    const { status, body } = await api.get('/api/reports/throughput?bucket=day&from=2024-01-09T12:00Z&to=2024-01-11');
    expect(status).toBe(200);
    expect(body).toEqual([
      { start: '2024-01-09T00:00:00.000Z', created: 0, completed: 0, scrapped: 0 },
      { start: '2024-01-10T00:00:00.000Z', created: 6, completed: 4, scrapped: 1 },
      { start: '2024-01-11T00:00:00.000Z', created: 0, completed: 0, scrapped: 0 },
    ]);
  });

  it.each([
    ['hour', '2024-01-10T08:30Z', '2024-01-10T10:30Z', ['2024-01-10T08', '2024-01-10T09', '2024-01-10T10'], [6, 0, 0]],
    ['week', '2024-01-03', '2024-01-10', ['2024-01-01T00', '2024-01-08T00'], [0, 6]],
    ['month', '2024-01-31', '2024-03-01', ['2024-01-01T00', '2024-02-01T00', '2024-03-01T00'], [6, 0, 1]],
  ])('counts per %s', async (bucket, from, to, expected, created) => {
    await worked();
    const { body } = await api.get(`/api/reports/throughput?bucket=${bucket}&from=${from}&to=${to}`);
    expect(starts(body)).toEqual(expected.map((start) => `${start}:00:00.000Z`));
    expect(body.map((row: { created: number }) => row.created)).toEqual(created);
  });

  it('shows the last thirty days by default, today last', async () => {
    await shop.units(await shop.route(['A']), 3);
    const { body } = await api.get('/api/reports/throughput');
    expect(body).toHaveLength(30);
    expect(body[29].created).toBe(3);
  });
});

describe('every report', () => {
  it.each([
    ['/api/paths/path_absent000000/report', 404, 'Path not found: path_absent000000'],
    ['/api/jobs/job_absent000000/report', 404, 'Job not found: job_absent000000'],
    ['/api/jobs/%00/report', 404, 'Job not found: \u0000'],
    ['/api/reports/throughput?bucket=year', 400, 'bucket must be one of: hour, day, week, month'],
    ['/api/reports/throughput?from=x', 400, 'from must be a date or a date-time (ISO 8601)'],
    ['/api/reports/throughput?to=2024-13-01', 400, 'to must be a date or a date-time (ISO 8601)'],
    [
      '/api/reports/throughput?bucket=hour&from=2024-01-01&to=2024-06-01',
      400,
      'The period must have at most 1000 buckets',
    ],
    ['/api/paths/path_absent000000/report?from=1&to=2', 400, 'from must be a date or a date-time (ISO 8601)'],
  ])('%s answers %i', async (path, status, message) => {
    const answer = await api.get(path);
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  it.each([
    'to=9999-12-31',
    'from=0001-01-01T00:00%2B23:59&to=0001-01-02',
    'to=0001-01-01',
    'to=9999-12-31T23:59-23:59',
    'from=9999-12-31',
    'from=2024-01-02&to=2024-01-01T00:00Z',
  ])('takes the period %s', async (period) => {
    const { pathId } = await shop.route(['A']);
    expect((await api.get(`/api/paths/${pathId}/report?${period}`)).status).toBe(200);
    const { status, text } = await api.get(`/api/reports/throughput?bucket=month&${period}`);
    expect([status, text.slice(0, 1)]).toEqual([200, '[']);
  });

  it('keeps to the tenant', async () => {
    const { jobId, pathId } = await worked();
    const stranger = server.client((await server.tenant()).key);
    expect((await stranger.get(`/api/jobs/${jobId}/report`)).body.message).toBe(`Job not found: ${jobId}`);
    expect((await stranger.get(`/api/paths/${pathId}/report`)).body.message).toBe(`Path not found: ${pathId}`);
    const { body } = await stranger.get('/api/reports/throughput?from=2024-01-10&to=2024-01-10');
    expect(body).toEqual([{ start: '2024-01-10T00:00:00.000Z', created: 0, completed: 0, scrapped: 0 }]);
  });
});
