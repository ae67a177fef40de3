import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('time per step', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let shop: Shop;
  let route: Route;
  let units: string[];

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    api = shop.api;
    other = (await Shop.open(server)).api;
    route = await shop.route(['Cut', 'Mill', 'Inspect']);
    units = await shop.units(route, 9);
  });

  afterAll(() => server?.stop());

  const act = (serialId: string, action: string, body: object = {}, headers?: Record<string, string>) =>
    api.post(`/api/serials/${serialId}/time/${action}`, body, headers);
  const timeOf = async (serialId: string) => (await api.get(`/api/serials/${serialId}/time`)).body;
  const refusal = async (answer: ReturnType<typeof act>) => {
    const { status, body } = await answer;
    return [status, body.message];
  };
  /** Moves everything that a timer remembers into the past, in place of waiting. */
  const age = (entryId: string, seconds: number) =>
    server.query(
      `UPDATE production.time_entries SET started_at = started_at - $2 * interval '1 second',
        running_since = running_since - $2 * interval '1 second' WHERE id = $1`,
      [entryId, seconds],
    );
  const told = async (timerId: string): Promise<string[]> =>
    (await api.get('/platform/v1/events?type=quintet.production.timer.*&limit=1000')).body.data
      .filter(({ data }: { data: { timerId: string } }) => data.timerId === timerId)
      .map(({ type }: { type: string }) => type.replace('quintet.production.', ''));

  it('counts the seconds between start and stop, without pauses', async () => {
    const [serialId] = units;
    const started = await act(serialId, 'start', { userId: 'anna' });
    expect(started.status).toBe(200);
    expect(Object.keys(started.body)).toEqual([
      ...['id', 'serialId', 'stepId', 'visit', 'userId', 'state', 'startedAt', 'seconds'],
    ]);
    expect(started.body).toMatchObject({ serialId, stepId: route.stepIds[0], visit: 1, userId: 'anna', seconds: 0 });
    expect(started.body.state).toBe('running');
    expect(started.body.id).toMatch(/^time_[A-Za-z0-9_-]{12}$/);
    expect(started.body.startedAt).toMatch(TIME);

    await age(started.body.id, 100);
    const paused = await act(serialId, 'pause', { userId: 'anna' });
    expect(paused.body).toMatchObject({ id: started.body.id, state: 'paused' });
    expect(paused.body.seconds).toBeGreaterThanOrEqual(100);
    expect(paused.body.seconds).toBeLessThan(160);

    await age(started.body.id, 1000);
    expect((await timeOf(serialId)).totalSeconds).toBe(paused.body.seconds);
    const resumed = await act(serialId, 'start', { userId: 'anna' });
    expect(resumed.body).toMatchObject({ id: started.body.id, state: 'running' });
    await age(started.body.id, 10);
    const stopped = await act(serialId, 'stop', { userId: 'anna' });
    expect(stopped.body.state).toBe('stopped');
    expect(stopped.body.endedAt).toMatch(TIME);
    expect(stopped.body.seconds).toBeGreaterThanOrEqual(110);
    expect(stopped.body.seconds).toBeLessThan(230);
    expect(await timeOf(serialId)).toEqual({
      totalSeconds: stopped.body.seconds,
      steps: [
        {
          stepId: route.stepIds[0],
          stepName: 'Cut',
          seconds: stopped.body.seconds,
          running: false,
          entries: [stopped.body],
        },
      ],
    });
    expect(await told(started.body.id)).toEqual(['timer.started', 'timer.paused', 'timer.resumed', 'timer.stopped']);
  });

  it('refuses what the timer cannot do', async () => {
    const [, serialId] = units;
    expect(await refusal(act(serialId, 'pause'))).toEqual([400, 'Timer is not running']);
    expect(await refusal(act(serialId, 'stop'))).toEqual([400, 'No open timer']);
    await act(serialId, 'start');
    expect(await refusal(act(serialId, 'start'))).toEqual([400, 'Timer is already running']);
    await act(serialId, 'pause');
    expect(await refusal(act(serialId, 'pause'))).toEqual([400, 'Timer is not running']);
    expect((await act(serialId, 'stop')).body.state).toBe('stopped');
    expect(await refusal(act(serialId, 'stop'))).toEqual([400, 'No open timer']);
  });

  it('refuses units that have ended, and checks unit, fields and what was seen before', async () => {
    const [, , done, scrapped] = units;
    await shop.complete(route, [done]);
    await shop.scrap(scrapped);
    expect(await refusal(act(done, 'start'))).toEqual([400, 'Cannot track time on a completed serial']);
    expect(await refusal(act(scrapped, 'start'))).toEqual([400, 'Cannot track time on a scrapped serial']);
    expect(await refusal(act('SN-99999', 'start'))).toEqual([404, 'Serial not found: SN-99999']);
    expect(await refusal(act(done, 'start', { userId: 5 }))).toEqual([400, 'userId must be a string']);
    const moved = 'Serial has moved: expected step x, current step is none';
    expect(await refusal(act(done, 'start', { expectedStepId: 'x' }))).toEqual([409, moved]);
    expect((await act(done, 'start', {}, { 'if-match': '"9"' })).status).toBe(409);
    const [{ count }] = await server.query<{ count: string }>(
      'SELECT count(*) FROM production.time_entries WHERE tenant_id = $1 AND serial_number IN (3, 4)',
      [shop.tenantId],
    );
    expect(count).toBe('0');
  });

  it('keeps one timer for each operator', async () => {
    const serialId = units[4];
    const [anna, bert] = [
      await act(serialId, 'start', { userId: 'anna' }),
      await act(serialId, 'start', { userId: 'bert' }),
    ];
    await act(serialId, 'stop', { userId: 'anna' });
    const { steps } = await timeOf(serialId);
    expect(steps[0]).toMatchObject({ running: true, entries: [{ id: anna.body.id }, { id: bert.body.id }] });
    expect(steps[0].entries.map(({ state }: { state: string }) => state)).toEqual(['stopped', 'running']);
  });

  it('makes one entry of ten parallel starts', async () => {
    const serialId = units[5];
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(serialId, 'start')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(400)]);
    for (const { status, body } of answers) if (status === 400) expect(body.message).toBe('Timer is already running');
    expect((await timeOf(serialId)).steps[0].entries).toHaveLength(1);
  });

  it('starts once under one Idempotency-Key', async () => {
    const serialId = units[6];
    const first = await act(serialId, 'start', {}, { 'idempotency-key': 'start-1' });
    const again = await act(serialId, 'start', {}, { 'idempotency-key': 'start-1' });
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it('stops every timer of units that leave their step, and counts the next visit apart', async () => {
    const [, , , , , , , left, stays] = units;
    const [running, paused, untouched] = [
      await act(left, 'start', { userId: 'anna' }),
      await act(left, 'start', { userId: 'bert' }),
      await act(stays, 'start', { userId: 'anna' }),
    ];
    await age(running.body.id, 50);
    await act(left, 'pause', { userId: 'bert' });
    await shop.advance([left]);
    const { steps } = await timeOf(left);
    expect(steps[0].entries).toMatchObject([{ state: 'stopped' }, { state: 'stopped' }]);
    expect(steps[0].entries[0].seconds).toBeGreaterThanOrEqual(50);
    for (const { endedAt } of steps[0].entries) expect(endedAt).toMatch(TIME);
    expect((await timeOf(stays)).steps[0]).toMatchObject({ running: true, entries: [{ id: untouched.body.id }] });
    expect(await told(running.body.id)).toEqual(['timer.started', 'timer.stopped']);
    expect(await told(paused.body.id)).toEqual(['timer.started', 'timer.paused', 'timer.stopped']);

    await act(left, 'start', { userId: 'anna' });
    await act(left, 'stop', { userId: 'anna' });
    await shop.sendBack(left, 0);
    expect((await act(left, 'start', { userId: 'anna' })).body).toMatchObject({ visit: 2, stepId: route.stepIds[0] });
    const both = await timeOf(left);
    expect(both.steps.map(({ stepName }: { stepName: string }) => stepName)).toEqual(['Cut', 'Mill']);
    expect(both.steps[0]).toMatchObject({ running: true, entries: [{ visit: 1 }, { visit: 1 }, { visit: 2 }] });
    expect(both.totalSeconds).toBeGreaterThanOrEqual(both.steps[0].seconds);
  });

  it.each([
    ['advance', {}],
    ['advance-to', { targetStepIndex: 1 }],
    ['send-back', { targetStepIndex: 0, reason: 'Burr' }],
    ['force-complete', { reason: 'Urgent' }],
    ['scrap', { reason: 'damaged' }],
  ])('%s stops the timers of the unit, and tells', async (action, body) => {
    const own = await Shop.open(server);
    await own.units(await own.route(['Cut', 'Mill']), 1, action === 'send-back' ? 1 : 0);
    const { body: timer } = await own.api.post('/api/serials/SN-00001/time/start', { userId: 'anna' });
    const answer = await own.api.post(`/api/serials/SN-00001/${action}`, { ...body, userId: 'bert' });
    expect([answer.text, answer.status]).toEqual([answer.text, 200]);
    const { steps } = (await own.api.get('/api/serials/SN-00001/time')).body;
    expect(steps).toMatchObject([{ running: false, entries: [{ id: timer.id, state: 'stopped' }] }]);
    const events = (await own.api.get('/platform/v1/events?type=quintet.production.timer.stopped')).body.data;
    expect(events).toMatchObject([{ subject: 'SN-00001', data: { timerId: timer.id, userId: 'anna' } }]);
  });

  it('shows nothing of a unit without time, and 404 for what there is not', async () => {
    expect(await timeOf(units[3])).toEqual({ totalSeconds: 0, steps: [] });
    for (const [client, id] of [
      [api, 'SN-99999'],
      [api, '%00'],
      [other, units[0]],
    ] as const) {
      const { status, body } = await client.get(`/api/serials/${id}/time`);
      expect([status, body.message]).toEqual([404, `Serial not found: ${decodeURIComponent(id)}`]);
    }
    const { status } = await other.post(`/api/serials/${units[0]}/time/start`, {});
    expect(status).toBe(404);
  });
});
