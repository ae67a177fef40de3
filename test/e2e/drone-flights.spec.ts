import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { Drone, makeGroup, makeJob } from '../support/drones';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

interface HistoryLine {
  type: string;
  device_id: string | null;
  lease: string | null;
  data: Record<string, unknown>;
}

describe('drone: flights', () => {
  let server: Server;
  let api: Client;
  let drones: Drone[] = [];

  beforeAll(async () => {
    server = await startServer();
    api = server.client((await server.tenant()).key);
  });

  afterEach(async () => {
    await Promise.all(drones.map((drone) => drone.stop()));
    drones = [];
  });

  afterAll(() => server?.stop());

  const job = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job as Record<string, unknown>;
  const becomes = (id: string, fields: object) =>
    waitFor(
      async () => {
        const found = await job(id);
        return Object.entries(fields).every(([name, value]) => found[name] === value) && found;
      },
      { what: `job ${id} to be ${JSON.stringify(fields)}` },
    ) as Promise<Record<string, unknown>>;
  const fleet = async (count: number, policy: object = {}) => {
    const groupId = await makeGroup(api, { policy });
    const made = await Promise.all(Array.from({ length: count }, () => Drone.enrolled(server, api, groupId)));
    drones.push(...made);
    await Promise.all(made.map((drone) => drone.online(api)));
    return { groupId, fleet: made };
  };
  const history = (jobId: string) =>
    server.query<HistoryLine>(
      'SELECT type, device_id, lease, data FROM drone.job_history WHERE job_id = $1 ORDER BY seq',
      [jobId],
    );
  const typesOf = async (jobId: string) => (await history(jobId)).map(({ type }) => type);
  const eventsOf = async (jobId: string) =>
    (await api.get(`/platform/v1/events?subject=${jobId}`)).body.data.map(({ type }: { type: string }) =>
      type.replace('quintet.drone.job.', ''),
    ) as string[];

  it('one flight: every report shows at its PUBACK', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const jobId = await makeJob(api, groupId, { metadata: { b: 1, a: [null] } });
    const assign = await drone.command('assign', jobId);
    expect(assign).toMatchObject({
      type: 'assign',
      jobId,
      name: 'Flight',
      metadata: { b: 1, a: [null] },
      mission: null,
    });
    expect(await job(jobId)).toMatchObject({ status: 'QUEUED', lease: assign.lease, assignedDeviceId: drone.id });
    drone.flight = { jobId, lease: assign.lease };
    await drone.report('accepted');
    expect(await job(jobId)).toMatchObject({ status: 'QUEUED', startedAt: null });
    await drone.report('started');
    expect(await job(jobId)).toMatchObject({ status: 'IN_PROGRESS', startedAt: expect.any(String) });
    await drone.report('progress', { percent: 40, phase: 'MISSION', waypointIndex: 2, etaSeconds: 95 });
    const progress = { percent: 40, phase: 'MISSION', waypointIndex: 2, etaSeconds: 95 };
    expect(await job(jobId)).toMatchObject({ progress });
    await drone.report('progress', { percent: 41 });
    expect(await job(jobId)).toMatchObject({ progress: { ...progress, percent: 41 } });
    await drone.land();
    expect(await job(jobId)).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 }, lease: assign.lease });
    expect(await typesOf(jobId)).toEqual(['created', 'queued', 'assigned', 'accepted', 'started', 'completed']);
    expect(await eventsOf(jobId)).toEqual(['created', 'queued', 'assigned', 'started', 'completed']);
  });

  it('one at a time: 40 jobs, 5 devices, reports that come twice and out of order', async () => {
    const { groupId, fleet: five } = await fleet(5);
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, n) => makeJob(api, groupId, { priority: 1 + (n % 10) })),
    );
    let overlaps = 0;
    let done = false;
    const watch = (async () => {
      while (!done) {
        const rows = await server.query(
          'SELECT lease_device_id FROM drone.jobs WHERE group_id = $1 AND lease_device_id IS NOT NULL',
          [groupId],
        );
        if (new Set(rows.map((row) => row.lease_device_id as string)).size !== rows.length) overlaps++;
      }
    })();
    const flown: string[] = [];
    const work = async (drone: Drone) => {
      const seen = new Set<string>();
      while (flown.length < 40) {
        const assign = drone.commands.find((command) => command.type === 'assign' && !seen.has(command.id));
        if (!assign) {
          await new Promise((next) => setTimeout(next, 20));
          continue;
        }
        seen.add(assign.id);
        drone.flight = { jobId: assign.jobId, lease: assign.lease };
        const twice = { id: randomUUID() };
        await Promise.all([drone.report('accepted', twice), drone.report('accepted', twice)]);
        await drone.report('progress', { percent: 10 });
        await drone.report('started');
        const ended = { id: randomUUID() };
        await Promise.all([drone.report('completed', ended), drone.report('completed', ended)]);
        await drone.report('progress', { percent: 90 });
        drone.flight = undefined;
        flown.push(assign.jobId);
      }
    };
    await Promise.all(five.map(work));
    done = true;
    await watch;
    expect([...flown].sort()).toEqual([...ids].sort());
    expect(overlaps).toBe(0);
    for (const id of ids) {
      const types = await typesOf(id);
      expect(types.filter((type) => ['completed', 'failed', 'cancelled'].includes(type))).toEqual(['completed']);
      expect(types.at(-1)).toBe('late_report');
      expect((await job(id)).status).toBe('COMPLETED');
    }
  });

  it('lost before take-off: another device gets it under a higher lease, and a late start earns an abort', async () => {
    const { groupId, fleet: two } = await fleet(2);
    const jobId = await makeJob(api, groupId);
    const first = await Promise.race(two.map(async (drone) => (await drone.command('assign', jobId)) && drone));
    const second = two.find((drone) => drone !== first)!;
    const { lease } = await first.accept(jobId);
    await first.loseLink();
    const again = await second.command('assign', jobId);
    expect(again.lease).toBeGreaterThan(lease);
    expect(await job(jobId)).toMatchObject({ attempts: 0, assignedDeviceId: second.id });
    await second.start(jobId);
    await first.connect();
    expect(await first.command('cancel', jobId)).toMatchObject({ lease, reason: 'OFFLINE' });
    await first.report('started');
    expect(await first.command('abort', jobId)).toMatchObject({ lease, reason: 'STALE_LEASE' });
    expect(await job(jobId)).toMatchObject({ status: 'IN_PROGRESS', lease: again.lease });
    await second.land();
    expect((await job(jobId)).status).toBe('COMPLETED');
    expect(await eventsOf(jobId)).toEqual([
      'created',
      'queued',
      'assigned',
      'requeued',
      'assigned',
      'started',
      'completed',
    ]);
  });

  it('lost in flight: nobody else gets it, and in time it completes', async () => {
    const { groupId, fleet: two } = await fleet(2);
    const jobId = await makeJob(api, groupId);
    const flying = await Promise.race(two.map(async (drone) => (await drone.command('assign', jobId)) && drone));
    const { lease } = await flying.start(jobId);
    await flying.loseLink();
    await becomes(jobId, { linkLost: true });
    await flying.online(api);
    await becomes(jobId, { linkLost: false });
    expect(await job(jobId)).toMatchObject({ status: 'IN_PROGRESS', lease });
    await flying.land();
    expect((await job(jobId)).status).toBe('COMPLETED');
    const types = await typesOf(jobId);
    expect(types.filter((type) => type === 'assigned')).toHaveLength(1);
    expect(types).toEqual(expect.arrayContaining(['link_lost', 'link_restored']));
  });

  it('lost in flight past the limit: LINK_LOST, and whoever comes back is called home', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1, { linkLostLimitSeconds: 2 });
    const jobId = await makeJob(api, groupId);
    const { lease } = await drone.start(jobId);
    await drone.loseLink();
    const failed = await becomes(jobId, { status: 'FAILED' });
    expect(failed).toMatchObject({ failure: { code: 'LINK_LOST' }, linkLost: false });
    await drone.online(api);
    expect(await drone.command('abort', jobId)).toMatchObject({ lease, reason: 'OFFLINE', action: 'RTH' });
    await drone.report('completed');
    expect((await job(jobId)).status).toBe('FAILED');
    expect((await history(jobId)).at(-1)).toMatchObject({ type: 'late_report', data: { type: 'completed' } });
    const next = await makeJob(api, groupId);
    await becomes(next, { status: 'QUEUED' });
    drone.flight = undefined;
    drone.state.droneState = 'DOCKED';
    await drone.command('assign', next);
  });

  it('heard again by a report alone, then silent or cut off: the link counts as lost again', async () => {
    const { groupId, fleet: devices } = await fleet(2, { linkLostLimitSeconds: 2 });
    const jobs = await Promise.all(devices.map((drone) => makeJob(api, groupId, { deviceId: drone.id })));
    await Promise.all(devices.map((drone, index) => drone.start(jobs[index])));
    await Promise.all(devices.map((drone) => drone.loseLink()));
    await Promise.all(jobs.map((id) => becomes(id, { linkLost: true })));
    for (const [index, drone] of devices.entries()) {
      await drone.connect();
      await drone.report('progress', { percent: 50 });
      expect(await job(jobs[index])).toMatchObject({ status: 'IN_PROGRESS', linkLost: false });
    }
    await devices[0].mqtt.destroy();
    await becomes(jobs[0], { linkLost: true });
    expect(await job(jobs[1])).toMatchObject({ linkLost: false });
    for (const id of jobs) expect(await becomes(id, { status: 'FAILED' })).toHaveProperty('failure.code', 'LINK_LOST');
  });

  it('telemetry without the lease for 10 s fails the flight: the device has begun anew', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const jobId = await makeJob(api, groupId);
    await drone.start(jobId);
    drone.flight = undefined;
    expect(await becomes(jobId, { status: 'FAILED' })).toMatchObject({ failure: { code: 'DEVICE_RESET' } });
  });

  it.each([
    ['accept', 'ACCEPT_TIMEOUT', { acceptTimeoutSeconds: 1 }],
    ['start', 'START_TIMEOUT', { startTimeoutSeconds: 1 }],
  ])('%s timeout: taken back, counted, and exhausted in the end', async (phase, code, policy) => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1, { ...policy, maxAttempts: 2 });
    const jobId = await makeJob(api, groupId);
    const assign = phase === 'start' ? await drone.accept(jobId) : await drone.command('assign', jobId);
    const waiting = await becomes(jobId, { attempts: 1, status: 'QUEUED' });
    expect(waiting).toMatchObject({ lease: null });
    const cancel = await drone.command('cancel', jobId);
    expect(cancel).toMatchObject({ lease: assign.lease, reason: 'TIMEOUT' });
    drone.flight = undefined;
    await drone.report('accepted', { commandId: cancel.id });
    const held = (await waitFor(
      async () => {
        const { reasons } = (await job(jobId)) as { reasons: { code: string }[] };
        return reasons.length === 1 && reasons[0].code === code && reasons;
      },
      { what: `the reason ${code}` },
    )) as object[];
    expect(held).toContainEqual({ code, message: expect.any(String), deviceId: drone.id });
    await waitFor(() => drone.commands.filter(({ type }) => type === 'assign').length === 2, {
      what: 'the second try',
    });
    if (phase === 'start') {
      const second = drone.commands.filter(({ type }) => type === 'assign')[1];
      await drone.report('accepted', { jobId, lease: second.lease });
    }
    const failed = await becomes(jobId, { status: 'FAILED' });
    expect(failed).toMatchObject({ attempts: 2, failure: { code: 'ATTEMPTS_EXHAUSTED' } });
  });

  it('a reject sends the job to another device at once, and the same device waits', async () => {
    const { groupId, fleet: two } = await fleet(2);
    const jobId = await makeJob(api, groupId);
    const first = await Promise.race(two.map(async (drone) => (await drone.command('assign', jobId)) && drone));
    const second = two.find((drone) => drone !== first)!;
    const { lease, id } = await first.command('assign', jobId);
    await first.report('rejected', { jobId, lease, commandId: id, code: 'WEATHER', reason: 'Too windy' });
    await second.fly(jobId);
    expect(await job(jobId)).toMatchObject({ status: 'COMPLETED', attempts: 1, assignedDeviceId: second.id });
    expect((await history(jobId)).find(({ type }) => type === 'requeued')).toMatchObject({
      device_id: first.id,
      lease: String(lease),
      data: { code: 'REJECTED', message: 'WEATHER: Too windy' },
    });
  });

  it('a new priority moves a queued job ahead of the others', async () => {
    const { groupId, fleet: all } = await fleet(1);
    const [drone] = all;
    const flying = await makeJob(api, groupId);
    await drone.start(flying);
    const [low, high] = [await makeJob(api, groupId, { priority: 1 }), await makeJob(api, groupId, { priority: 9 })];
    for (const id of [low, high]) await becomes(id, { status: 'QUEUED' });
    expect((await api.patch(`/v3/jobs/${low}`, { priority: 10 })).status).toBe(200);
    await drone.land();
    await drone.fly(low);
    await drone.fly(high);
    const order = drone.commands.filter(({ type }) => type === 'assign').map(({ jobId }) => jobId);
    expect(order).toEqual([flying, low, high]);
  });

  it('a device that says why a flight failed is quoted', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const jobId = await makeJob(api, groupId);
    await drone.start(jobId);
    await drone.land('failed', { code: 'MOTOR', reason: 'Motor 3 stopped' });
    expect(await job(jobId)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'MOTOR', message: 'Motor 3 stopped' },
    });
  });

  it('abort, pause, resume and return are told to the device; an aborted flight is CANCELLED', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const jobId = await makeJob(api, groupId);
    await drone.start(jobId);
    const paused = await api.post(`/v3/jobs/${jobId}/pause`);
    expect([paused.status, paused.body]).toEqual([
      202,
      {
        success: true,
        command: {
          commandId: expect.any(String),
          type: 'pause',
          jobId,
          status: 'SENT',
          sentAt: expect.stringMatching(/Z$/),
        },
      },
    ]);
    const pause = await drone.command('pause');
    expect((await job(jobId)).paused).toBe(false);
    await drone.report('accepted', { commandId: pause.id });
    expect((await job(jobId)).paused).toBe(true);
    expect((await api.post(`/v3/jobs/${jobId}/pause`)).body.error).toBe('Cannot pause job');
    await api.post(`/v3/jobs/${jobId}/resume`);
    const resume = await drone.command('resume');
    await drone.report('accepted', { commandId: resume.id });
    expect((await job(jobId)).paused).toBe(false);
    const aborts = await Promise.all(
      [1, 2].map(() => api.post(`/v3/jobs/${jobId}/abort`, { action: 'LAND', reason: 'x' })),
    );
    expect(aborts[0].body.command.commandId).toBe(aborts[1].body.command.commandId);
    expect((await typesOf(jobId)).filter((type) => type === 'command_sent')).toHaveLength(3);
    const abort = await drone.command('abort');
    expect(abort).toMatchObject({ action: 'LAND', reason: 'OPERATOR' });
    await drone.report('accepted', { commandId: abort.id });
    await drone.land('failed', { code: 'ABORTED' });
    expect(await job(jobId)).toMatchObject({ status: 'CANCELLED', cancelledAt: expect.any(String), failure: null });
    const { commands } = (await api.get(`/v3/jobs/${jobId}/commands`)).body as {
      commands: { type: string; status: string }[];
    };
    expect(commands.map(({ type, status }) => [type, status])).toEqual([
      ['abort', 'ACCEPTED'],
      ['resume', 'ACCEPTED'],
      ['pause', 'ACCEPTED'],
      ['assign', 'ACCEPTED'],
    ]);
  });

  it('pause needs the device; abort waits for it', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const jobId = await makeJob(api, groupId);
    await drone.start(jobId);
    await drone.loseLink();
    await becomes(jobId, { linkLost: true });
    const refused = await api.post(`/v3/jobs/${jobId}/pause`);
    expect([refused.status, refused.body.error, refused.body.details.code]).toEqual([
      503,
      'DEVICE_OFFLINE',
      'DEVICE_OFFLINE',
    ]);
    expect((await api.post(`/v3/jobs/${jobId}/abort`)).status).toBe(202);
    await drone.online(api);
    const abort = await drone.command('abort');
    await drone.report('accepted', { commandId: abort.id });
    await drone.land('failed');
    expect((await job(jobId)).status).toBe('CANCELLED');
  });

  it('emergency-stop aborts what flies and takes back what does not, and nothing starts until the release', async () => {
    const { groupId, fleet: two } = await fleet(2);
    const [one, other] = [
      await makeJob(api, groupId, { deviceId: two[0].id }),
      await makeJob(api, groupId, { deviceId: two[1].id }),
    ];
    await two[0].start(one);
    await two[1].accept(other);
    const { body } = await api.post(`/v3/device-groups/${groupId}/emergency-stop`);
    expect(body).toMatchObject({ deviceGroup: { locked: true }, aborted: [one] });
    expect(await two[0].command('abort', one)).toMatchObject({ reason: 'EMERGENCY_STOP' });
    const cancel = await two[1].command('cancel', other);
    expect(cancel).toMatchObject({ reason: 'EMERGENCY_STOP' });
    two[1].flight = undefined;
    await two[1].report('accepted', { commandId: cancel.id });
    expect(await job(other)).toMatchObject({ status: 'QUEUED', lease: null, attempts: 0 });
    await waitFor(
      async () => ((await job(other)).reasons as { code: string }[]).some(({ code }) => code === 'GROUP_LOCKED'),
      {
        what: 'the reason GROUP_LOCKED',
      },
    );
    await Promise.all(Array.from({ length: 10 }, () => api.post(`/v3/device-groups/${groupId}/release`)));
    const { data } = (await api.get(`/platform/v1/events?subject=${groupId}`)).body as { data: { type: string }[] };
    expect(data.filter(({ type }) => type === 'quintet.drone.group.released')).toHaveLength(1);
    await becomes(other, { assignedDeviceId: two[1].id, status: 'QUEUED' });
    await waitFor(() => two[1].commands.filter(({ type }) => type === 'assign').length === 2, {
      what: 'the second try',
    });
  });

  it('DELETE and cancel of an assigned job tell the device, which gets nothing else before it has let go', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    for (const [verb, reason] of [
      ['delete', 'DELETED'],
      ['cancel', 'CANCELLED'],
    ]) {
      const jobId = await makeJob(api, groupId);
      const { lease } = await drone.accept(jobId);
      await (verb === 'delete' ? api.delete(`/v3/jobs/${jobId}`) : api.post(`/v3/jobs/${jobId}/cancel`));
      const cancel = await drone.command('cancel', jobId);
      expect(cancel).toMatchObject({ lease, reason });
      expect(await typesOf(jobId)).toHaveLength(verb === 'delete' ? 0 : 5);
      const next = await makeJob(api, groupId);
      await waitFor(
        async () => ((await job(next)).reasons as { code: string }[]).some(({ code }) => code === 'DEVICE_BUSY'),
        {
          what: 'the reason DEVICE_BUSY',
        },
      );
      drone.flight = undefined;
      await drone.report('accepted', { commandId: cancel.id });
      await drone.fly(next);
    }
  });

  it('cancel against started: one wins, and no cancelled job leaves a device flying unaborted', async () => {
    const {
      groupId,
      fleet: [drone],
    } = await fleet(1);
    const wins = { CANCELLED: 0, IN_PROGRESS: 0 };
    for (let round = 0; round < 100; round++) {
      const jobId = await makeJob(api, groupId);
      const { lease } = await drone.accept(jobId);
      const [cancelled] = await Promise.all([api.post(`/v3/jobs/${jobId}/cancel`), drone.report('started')]);
      const { status } = (await job(jobId)) as { status: keyof typeof wins };
      wins[status]++;
      if (status === 'CANCELLED') {
        expect(cancelled.status).toBe(200);
        const cancel = await drone.command('cancel', jobId);
        const abort = await drone.command('abort', jobId);
        expect([cancel.lease, abort.lease]).toEqual([lease, lease]);
        drone.flight = undefined;
        await drone.report('accepted', { commandId: cancel.id });
        await drone.report('accepted', { commandId: abort.id });
      } else {
        expect([cancelled.status, cancelled.body.details]).toEqual([
          400,
          { code: 'JOB_NOT_CANCELLABLE', status: 'IN_PROGRESS' },
        ]);
        await drone.land();
      }
    }
    expect(wins.CANCELLED + wins.IN_PROGRESS).toBe(100);
  });

  it('SIGKILL with three flights up: all complete with their leases, and nothing is assigned twice', async () => {
    const { groupId, fleet: three } = await fleet(3);
    const ids = await Promise.all(three.map((drone) => makeJob(api, groupId, { deviceId: drone.id })));
    const assigns = await Promise.all(three.map((drone, n) => drone.start(ids[n])));
    await server.kill();
    for (const drone of three) drone.silence();
    await server.start();
    api = server.client(api.key);
    for (const drone of three) await drone.online(api);
    for (const [n, drone] of three.entries()) {
      expect(await job(ids[n])).toMatchObject({ status: 'IN_PROGRESS', lease: assigns[n].lease });
      await drone.land();
      expect((await job(ids[n])).status).toBe('COMPLETED');
      expect((await typesOf(ids[n])).filter((type) => type === 'assigned')).toHaveLength(1);
    }
  });
});
