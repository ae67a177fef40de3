import type { Answer, Client } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const WAYPOINTS = [
  { lat: 0, lon: 0, alt: 0 },
  { lat: 1, lon: 0, alt: 0, speed: 5, hoverSeconds: 0, heading: 360, actions: [{ type: 'TAKE_PHOTO' }] },
];
const DEGREE = (6_371_008.8 * Math.PI) / 180;
const FIRST = { lat: 1, lon: 2, alt: 3 };

describe('drone: missions', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const make = async (fields: object = {}): Promise<string> =>
    (await api.post('/v3/missions', { name: 'M', waypoints: [FIRST], ...fields })).body.mission.missionId as string;
  const gone = ({ status, body }: Answer) =>
    expect([status, body.error, body.message, body.details]).toEqual([
      404,
      'Mission not found',
      'Mission not found',
      { code: 'MISSION_NOT_FOUND' },
    ]);

  it('are made with defaults, shown, and give back what they were made of', async () => {
    const made = await api.post('/v3/missions', { name: 'M', waypoints: WAYPOINTS, other: 1 });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      success: true,
      mission: {
        missionId: expect.stringMatching(/^mission-[0-9a-f-]{36}$/),
        version: 1,
        name: 'M',
        description: null,
        waypoints: WAYPOINTS,
        speed: 10,
        altitudeMode: 'RELATIVE',
        finishAction: 'RTH',
        requiredCapabilities: [],
        distanceMeters: expect.closeTo(DEGREE, 3),
        createdAt: expect.stringMatching(ZULU),
        updatedAt: expect.stringMatching(ZULU),
      },
    });
    const fields = {
      name: 'N',
      description: 'd',
      waypoints: [{ ...FIRST, speed: null, unknown: 1 }],
      speed: 0.1,
      altitudeMode: 'AMSL',
      finishAction: 'HOVER',
      requiredCapabilities: ['thermal'],
    };
    const { mission } = (await api.post('/v3/missions', fields)).body;
    expect(mission).toMatchObject({ ...fields, waypoints: [FIRST], distanceMeters: 0 });
    expect((await api.get(`/v3/missions/${mission.missionId}`)).body).toEqual({ success: true, mission });
  });

  it('get a version by each change, and keep the old ones', async () => {
    const id = await make();
    const path = `/v3/missions/${id}`;
    const second = await api.put(path, { name: 'M2', waypoints: WAYPOINTS, expectedVersion: 1 });
    expect([second.status, second.body.mission]).toEqual([
      200,
      expect.objectContaining({ missionId: id, version: 2, name: 'M2', waypoints: WAYPOINTS }),
    ]);
    const stale = await api.put(path, { name: 'M3', waypoints: WAYPOINTS, expectedVersion: 1 });
    expect([stale.status, stale.body.error, stale.body.details]).toEqual([
      409,
      'Mission version conflict',
      { code: 'MISSION_VERSION_CONFLICT', version: 2 },
    ]);
    await api.put(path, { name: 'M3', waypoints: [FIRST] });
    expect((await api.get(path)).body.mission).toMatchObject({ version: 3, name: 'M3' });
    expect((await api.get(`${path}?version=1`)).body.mission).toMatchObject({ version: 1, name: 'M' });
    expect((await api.get(`${path}?version=`)).body.mission.version).toBe(3);
    gone(await api.get(`${path}?version=4`));
    for (const version of ['0', 'x', '1.5', '99999999999', '1&version=2']) {
      const { status, body } = await api.get(`${path}?version=${version}`);
      expect([status, body.message]).toEqual([400, 'version must be an integer between 1 and 2147483647']);
    }
    const list = (await api.get(`${path}/versions?limit=2`)).body;
    expect(Object.keys(list)).toEqual(['success', 'versions', 'count', 'nextCursor']);
    const rest = (await api.get(`${path}/versions?limit=2&cursor=${list.nextCursor}`)).body;
    const all = [...list.versions, ...rest.versions];
    expect(all.map(({ version, name }: { version: number; name: string }) => [version, name])).toEqual([
      [3, 'M3'],
      [2, 'M2'],
      [1, 'M'],
    ]);
    expect(all.every(({ missionId }: { missionId: string }) => missionId === id)).toBe(true);
    const events = await server.query('SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position', [
      id,
    ]);
    expect(events).toEqual([
      { type: 'quintet.drone.mission.created', data: { missionId: id, version: 1, name: 'M' } },
      { type: 'quintet.drone.mission.updated', data: { missionId: id, version: 2, name: 'M2' } },
      { type: 'quintet.drone.mission.updated', data: { missionId: id, version: 3, name: 'M3' } },
    ]);
  });

  it('give each of concurrent changes a version of its own, and one of those that expect the same', async () => {
    const path = `/v3/missions/${await make()}`;
    const change = (expectedVersion?: number) => api.put(path, { name: 'M', waypoints: [FIRST], expectedVersion });
    const answers = await Promise.all(Array.from({ length: 10 }, () => change()));
    const versions = answers.map(({ body }) => body.mission.version as number).sort((a, b) => a - b);
    expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const expecting = await Promise.all(Array.from({ length: 10 }, () => change(11)));
    expect(expecting.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  it('stay while a job needs them, and are gone afterwards but for the jobs', async () => {
    const missionId = await make();
    const path = `/v3/missions/${missionId}`;
    const { deviceGroupId } = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup;
    const { jobId } = (await api.post('/v3/jobs/create', { name: 'A', deviceGroupId, missionId })).body.job;
    const used = await api.delete(path);
    expect([used.status, used.body.error, used.body.details]).toEqual([
      409,
      'Mission in use',
      { code: 'MISSION_IN_USE' },
    ]);
    await server.query("UPDATE drone.jobs SET status = 'COMPLETED' WHERE id = $1", [jobId]);
    const deleted = await api.delete(path);
    expect([deleted.status, deleted.body]).toEqual([200, { success: true, message: 'Mission deleted successfully' }]);
    gone(await api.get(path));
    gone(await api.get(`${path}?version=1`));
    gone(await api.get(`${path}/versions`));
    gone(await api.put(path, { name: 'M', waypoints: [FIRST] }));
    gone(await api.delete(path));
    expect((await api.get('/v3/missions?limit=100')).text).not.toContain(missionId);
    expect((await api.get(`/v3/jobs/${jobId}`)).body.job).toMatchObject({ missionId, missionVersion: 1 });
  });

  it('are never deleted under a job that is being made', async () => {
    const { deviceGroupId } = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup;
    for (let round = 0; round < 20; round++) {
      const missionId = await make();
      const [made, deleted] = await Promise.all([
        api.post('/v3/jobs/create', { name: 'A', deviceGroupId, missionId }),
        api.delete(`/v3/missions/${missionId}`),
      ]);
      expect([
        [201, 409],
        [404, 200],
      ]).toContainEqual([made.status, deleted.status]);
    }
  });

  it('are listed newest first', async () => {
    const mine = server.client((await server.tenant()).key);
    for (const name of ['A', 'B', 'C']) await mine.post('/v3/missions', { name, waypoints: [FIRST] });
    const { body } = await mine.get('/v3/missions?limit=2');
    expect(Object.keys(body)).toEqual(['success', 'missions', 'count', 'nextCursor']);
    expect(body.missions.map(({ name }: { name: string }) => name)).toEqual(['C', 'B']);
    expect((await mine.get(`/v3/missions?cursor=${body.nextCursor}`)).body).toMatchObject({
      count: 1,
      nextCursor: null,
    });
  });

  it.each([
    [{ name: undefined }, 'name is required'],
    [{ waypoints: undefined }, 'waypoints is required'],
    [{ waypoints: {} }, 'waypoints must be an array'],
    [{ waypoints: [] }, 'waypoints must have between 1 and 2000 items'],
    [{ waypoints: Array<object>(2001).fill(FIRST) }, 'waypoints must have between 1 and 2000 items'],
    [{ waypoints: [FIRST, 5] }, 'waypoints[1] must be an object'],
    [
      { waypoints: [FIRST, FIRST, { lat: 91, lon: 0, alt: 0 }] },
      'waypoints[2].lat must be a number between -90 and 90',
    ],
    [{ waypoints: [{ lon: 0, alt: 0 }] }, 'waypoints[0].lat is required'],
    [{ waypoints: [{ ...FIRST, lon: '0' }] }, 'waypoints[0].lon must be a number between -180 and 180'],
    [{ waypoints: [{ ...FIRST, alt: 9001 }] }, 'waypoints[0].alt must be a number between -500 and 9000'],
    [{ waypoints: [{ ...FIRST, speed: 0 }] }, 'waypoints[0].speed must be a number between 0.1 and 50'],
    [{ waypoints: [{ ...FIRST, hoverSeconds: -1 }] }, 'waypoints[0].hoverSeconds must be a number between 0 and 3600'],
    [{ waypoints: [{ ...FIRST, heading: 361 }] }, 'waypoints[0].heading must be a number between 0 and 360'],
    [{ waypoints: [{ ...FIRST, actions: {} }] }, 'waypoints[0].actions must be an array'],
    [{ waypoints: [{ ...FIRST, actions: [{}] }] }, 'waypoints[0].actions[0].type is required'],
    [{ description: 5 }, 'description must be a string'],
    [{ speed: 50.1 }, 'speed must be a number between 0.1 and 50'],
    [{ altitudeMode: 'AGL' }, 'altitudeMode must be one of RELATIVE, AMSL'],
    [{ finishAction: 'rth' }, 'finishAction must be one of RTH, LAND, HOVER'],
    [{ requiredCapabilities: 'x' }, 'requiredCapabilities must be an array'],
  ])('are not made of %j', async (changes, message) => {
    const wanted = { name: 'M', waypoints: [FIRST], ...changes };
    for (const answer of [await api.post('/v3/missions', wanted), await api.put('/v3/missions/nope', wanted)]) {
      expect([answer.status, answer.body.error, answer.body.message]).toEqual([400, 'invalid_request', message]);
    }
  });

  it('want a whole number to be expected', async () => {
    const { status, body } = await api.put('/v3/missions/nope', {
      name: 'M',
      waypoints: [FIRST],
      expectedVersion: '1',
    });
    expect([status, body.message]).toEqual([400, 'expectedVersion must be an integer between 1 and 2147483647']);
  });

  it('take 2000 waypoints', async () => {
    const waypoints = Array.from({ length: 2000 }, (_, index) => ({ lat: index / 100, lon: 0, alt: 60 }));
    const { status, body } = await api.post('/v3/missions', { name: 'M', waypoints });
    expect([status, body.mission.waypoints]).toEqual([201, waypoints]);
    expect(body.mission.distanceMeters).toBeCloseTo(19.99 * DEGREE, 1);
  });
});
