import type { Client } from '../support/client';
import { putOnline } from '../support/drone-rows';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

type Point = [lon: number, lat: number];

const polygon = (...points: Point[]) => ({ type: 'Polygon', coordinates: [[...points, points[0]]] });
const U_SHAPE = polygon([0, 0], [0.1, 0], [0.1, 0.1], [0.07, 0.1], [0.07, 0.03], [0.03, 0.03], [0.03, 0.1], [0, 0.1]);
const SQUARE = polygon([0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1]);
const WITH_HOLE = {
  type: 'Polygon',
  coordinates: [...SQUARE.coordinates, ...polygon([0.04, 0.04], [0.06, 0.04], [0.06, 0.06], [0.04, 0.06]).coordinates],
};
const OVER_180 = polygon([179.95, 0], [-179.95, 0], [-179.95, 0.1], [179.95, 0.1]);
const CIRCLE = { name: 'Tower', center: [0.05, 0.05], radiusMeters: 500 };

describe('drone: geofences', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const makeGroup = async (geofence?: object): Promise<string> => {
    const id = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
    if (geofence) expect((await api.put(`/v3/device-groups/${id}/geofence`, geofence)).status).toBe(200);
    return id;
  };
  const makeDevice = async (deviceGroupId: string): Promise<string> =>
    (await api.post('/v3/devices', { name: 'D', deviceGroupId, maxFlightSeconds: 86_400 })).body.device
      .deviceId as string;
  const makeJob = async (deviceGroupId: string, points: Point[], alt = 60): Promise<string> => {
    const waypoints = points.map(([lon, lat]) => ({ lat, lon, alt }));
    const mission = await api.post('/v3/missions', { name: 'M', waypoints, speed: 50 });
    const { missionId } = mission.body.mission as { missionId: string };
    return (await api.post('/v3/jobs/create', { name: 'J', deviceGroupId, missionId })).body.job.jobId as string;
  };
  const jobOf = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job;
  const end = (id: string, status: string) =>
    waitFor(
      async () => {
        const job = await jobOf(id);
        return job.status === status ? job : undefined;
      },
      { what: status },
    );
  const codesOf = ({ reasons }: { reasons: { code: string }[] }) => reasons.map(({ code }) => code);

  it('is set, shown as it was sent, replaced and removed', async () => {
    const group = await makeGroup();
    const url = `/v3/device-groups/${group}/geofence`;
    expect((await api.get(url)).body).toEqual({ success: true, geofence: null });
    const geofence = {
      inclusion: SQUARE,
      exclusions: [CIRCLE, { name: 'Lake', geometry: U_SHAPE }],
      ceilingMeters: 120,
    };
    expect((await api.put(url, { ...geofence, more: 1 })).body).toEqual({ success: true, geofence });
    expect((await api.get(url)).body).toEqual({ success: true, geofence });
    expect((await api.put(url, { ceilingMeters: 50, inclusion: null })).body.geofence).toEqual({ ceilingMeters: 50 });
    expect((await api.delete(url)).body).toEqual({ success: true, message: 'Geofence deleted successfully' });
    expect((await api.get(url)).body).toEqual({ success: true, geofence: null });
    const events = await server.query('SELECT type FROM platform.events WHERE subject = $1', [group]);
    expect(events).toHaveLength(4);
  });

  it('is of the tenant alone', async () => {
    const url = `/v3/device-groups/${await makeGroup({ ceilingMeters: 5 })}/geofence`;
    const other = server.client((await server.tenant()).key);
    for (const answer of [await other.get(url), await other.put(url, {}), await other.delete(url)]) {
      expect([answer.status, answer.body.error]).toEqual([404, 'Device group not found']);
    }
    expect((await api.get(url)).body.geofence).toEqual({ ceilingMeters: 5 });
  });

  it.each<[object, string]>([
    [{ inclusion: 5 }, 'inclusion must be a GeoJSON Polygon or MultiPolygon'],
    [{ inclusion: polygon([0, 0], [1, 1], [1, 0], [0, 1]) }, 'inclusion.coordinates must not cross itself'],
    [{ exclusions: {} }, 'exclusions must be an array'],
    [{ exclusions: [5] }, 'exclusions[0] must be an object'],
    [{ exclusions: [{ geometry: SQUARE }] }, 'exclusions[0].name is required'],
    [{ exclusions: [{ name: 'a', center: [1] }] }, 'exclusions[0].center must be a longitude and a latitude'],
    [
      { exclusions: [{ ...CIRCLE, radiusMeters: 0 }] },
      'exclusions[0].radiusMeters must be a number between 0.1 and 1000000',
    ],
    [{ exclusions: [{ name: 'a' }] }, 'exclusions[0] must have either geometry, or center and radiusMeters'],
    [
      { exclusions: [CIRCLE, { ...CIRCLE, geometry: SQUARE }] },
      'exclusions[1] must have either geometry, or center and radiusMeters',
    ],
    [{ ceilingMeters: '5' }, 'ceilingMeters must be a number between 0 and 10000'],
  ])('is refused: %j', async (body, message) => {
    const answer = await api.put(`/v3/device-groups/${await makeGroup()}/geofence`, body);
    expect([answer.status, answer.body.error, answer.body.message]).toEqual([400, 'invalid_request', message]);
  });

  it.each<[string, object, Point[], string]>([
    [
      'a leg across the gap of a U',
      { inclusion: U_SHAPE },
      [
        [0.01, 0.08],
        [0.09, 0.08],
      ],
      'OUTSIDE_GEOFENCE',
    ],
    [
      'a leg over a hole',
      { inclusion: WITH_HOLE },
      [
        [0.01, 0.05],
        [0.09, 0.05],
      ],
      'OUTSIDE_GEOFENCE',
    ],
    [
      'a leg out over 180 degrees',
      { inclusion: OVER_180 },
      [
        [179.99, 0.05],
        [-179.9, 0.05],
      ],
      'OUTSIDE_GEOFENCE',
    ],
    [
      'a leg through a circle',
      { exclusions: [CIRCLE] },
      [
        [0.01, 0.05],
        [0.09, 0.05],
      ],
      'IN_EXCLUSION',
    ],
    [
      'a leg through an area',
      { exclusions: [{ name: 'a', geometry: U_SHAPE }] },
      [
        [-0.1, 0.05],
        [0.05, 0.05],
      ],
      'IN_EXCLUSION',
    ],
    ['a waypoint above the ceiling', { ceilingMeters: 50 }, [[0, 0]], 'ABOVE_CEILING'],
  ])('fails at once a job with %s, with reasons', async (_name, fence, points, code) => {
    const group = await makeGroup(fence);
    const device = await makeDevice(group);
    const job = await end(await makeJob(group, points), 'FAILED');
    expect(job.failure.code).toBe('PREFLIGHT_FAILED');
    expect(job.reasons).toEqual([{ code, message: expect.stringMatching(/^Leg [01] /), deviceId: device }]);
  });

  it.each<[string, object, Point, Point[]]>([
    [
      'within a U',
      { inclusion: U_SHAPE },
      [0.01, 0.01],
      [
        [0.01, 0.09],
        [0.01, 0.02],
        [0.09, 0.02],
        [0.09, 0.09],
        [0.09, 0.01],
      ],
    ],
    [
      'beside a hole',
      { inclusion: WITH_HOLE },
      [0.01, 0.01],
      [
        [0.01, 0.04],
        [0.09, 0.04],
      ],
    ],
    [
      'over 180 degrees',
      { inclusion: OVER_180 },
      [179.96, 0.05],
      [
        [179.99, 0.05],
        [-179.96, 0.05],
      ],
    ],
    [
      'along the boundary',
      { inclusion: SQUARE },
      [0, 0],
      [
        [0, 0.1],
        [0.1, 0.1],
        [0.1, 0],
      ],
    ],
    [
      'past a circle',
      { exclusions: [CIRCLE] },
      [0, 0.04],
      [
        [0.01, 0.045],
        [0.09, 0.045],
      ],
    ],
    ['up to the ceiling', { ceilingMeters: 60 }, [0, 0], [[0.01, 0.01]]],
  ])('lets a job fly %s', async (_name, fence, at, points) => {
    const group = await makeGroup(fence);
    await putOnline(server, await makeDevice(group), { at: [...at, 0] });
    const id = await makeJob(group, points);
    await waitFor(async () => (await jobOf(id)).lease !== null);
  });

  it('looks at the legs from the device and home, which only hold a job up', async () => {
    const group = await makeGroup({ inclusion: U_SHAPE });
    const device = await makeDevice(group);
    await putOnline(server, device, { at: [0.02, 0.05, 0] });
    // There and along the right arm; the way home from its tip crosses the gap.
    const id = await makeJob(group, [
      [0.02, 0.02],
      [0.09, 0.02],
      [0.09, 0.09],
    ]);
    await waitFor(async () => codesOf(await jobOf(id)).join() === 'OUTSIDE_GEOFENCE');
    const { status, reasons } = await jobOf(id);
    expect([status, reasons[0].message]).toEqual(['QUEUED', 'Leg 3 leaves the geofence']);
    await api.delete(`/v3/device-groups/${group}/geofence`);
    await waitFor(async () => (await jobOf(id)).lease !== null);
  });

  it('fails waiting jobs that a new fence makes impossible', async () => {
    const group = await makeGroup();
    await makeDevice(group);
    const id = await makeJob(group, [
      [0.01, 0.08],
      [0.09, 0.08],
    ]);
    await waitFor(async () => codesOf(await jobOf(id)).join() === 'DEVICE_OFFLINE');
    await api.put(`/v3/device-groups/${group}/geofence`, { inclusion: U_SHAPE });
    expect(codesOf(await end(id, 'FAILED'))).toEqual(['OUTSIDE_GEOFENCE']);
  });
});
