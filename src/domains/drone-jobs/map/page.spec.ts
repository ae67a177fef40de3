import { join } from 'node:path';

interface Point {
  x: number;
  y: number;
}

interface Device extends Point {
  trail: Point[];
  groupId: string;
}

const load = <Module>(name: string) => import(join(__dirname, 'page', name)) as Promise<Module>;

interface Mercator {
  toWorld(lon: number, lat: number): Point;
  lonOf(x: number): number;
  latOf(y: number): number;
  lineOf(positions: number[][]): Point[];
  circleOf(center: number[], radius: number): Point[];
  boxOf(points: Point[]): { left: number; width: number };
}

interface Fleet {
  live: Set<string>;
  devices: Map<string, Device>;
  knowJob(job: object, now?: number): void;
  forgetJobs(now?: number): void;
  knowDevices(devices: object[], now?: number): void;
  hear(message: object, now?: number): Device;
  conditionOf(device: Device): string;
  jobs: Map<string, object>;
}

describe('the projection of the map', () => {
  let mercator: Mercator;

  beforeAll(async () => {
    mercator = await load<Mercator>('mercator.mjs');
  });

  it.each([
    [0, 0],
    [-122.4194, 37.7749],
    [179.9, -60],
  ])('leads from %d, %d and back', (lon, lat) => {
    const { x, y } = mercator.toWorld(lon, lat);
    expect([mercator.lonOf(x), mercator.latOf(y)]).toEqual([expect.closeTo(lon, 9), expect.closeTo(lat, 9)]);
  });

  it('goes the short way over 180° of longitude', () => {
    const [a, b] = mercator.lineOf([
      [179, 0],
      [-179, 0],
    ]);
    expect(b.x - a.x).toBeCloseTo(2 / 360, 9);
    const box = mercator.boxOf([mercator.toWorld(179, 0), mercator.toWorld(-179, 0), mercator.toWorld(178, 0)]);
    expect([box.left * 360 - 180, box.width * 360]).toEqual([expect.closeTo(178, 9), expect.closeTo(3, 9)]);
  });

  it('draws a circle of its radius', () => {
    const xs = mercator.circleOf([10, 0], 1_000).map(({ x }) => x);
    expect((Math.max(...xs) - Math.min(...xs)) * 40_030_229).toBeCloseTo(2_000, 0);
  });
});

describe('the grid of the map', () => {
  it('has round steps', async () => {
    const { stepOf, roundBelow } = await load<Record<string, (value: number) => number>>('grid.mjs');
    expect([1, 100, 1_000, 1e7].map(stepOf)).toEqual([30, 2, 0.2, 0.00005]);
    expect([0.7, 1, 49, 50, 1_999].map(roundBelow)).toEqual([0.5, 1, 20, 50, 1_000]);
  });
});

describe('the fleet of the map', () => {
  const message = (more: object = {}) => ({
    deviceId: 'd',
    online: true,
    droneState: 'WAYPOINT',
    battery: 50,
    jobId: null,
    timestamp: '2026-01-01T00:00:10.000Z',
    navigation: { position: { coordinates: [10, 50, 5] } },
    ...more,
  });
  const listed = (more: object = {}) => ({
    deviceId: 'd',
    name: 'D',
    deviceGroupId: 'g',
    status: 'online',
    droneState: 'DOCKED',
    currentJobId: null,
    lastSeenAt: '2026-01-01T00:00:00Z',
    position: null,
    ...more,
  });
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = new (await load<{ Fleet: new () => Fleet }>('fleet.mjs')).Fleet();
    fleet.knowDevices([listed()]);
    fleet.live.add('g');
  });

  it('tells how a device is', () => {
    const device = fleet.devices.get('d')!;
    expect(fleet.conditionOf(device)).toBe('ready');
    expect(fleet.conditionOf(fleet.hear(message()))).toBe('flying');
    fleet.knowJob({ jobId: 'j', status: 'IN_PROGRESS' });
    expect(fleet.conditionOf(fleet.hear(message({ online: false })))).toBe('offline');
    expect(fleet.conditionOf(fleet.hear(message({ online: false, jobId: 'j' })))).toBe('lost');
    fleet.live.delete('g');
    expect(fleet.conditionOf(device)).toBe('stale');
  });

  it('believes a stream more than an older list, and forgets what is not listed', () => {
    const device = fleet.hear(message());
    fleet.knowDevices([listed({ name: 'E' })]);
    expect(device).toMatchObject({ name: 'E', droneState: 'WAYPOINT', groupId: 'g' });
    fleet.knowDevices([listed({ lastSeenAt: '2026-01-01T00:01:00Z' })]);
    expect(device).toMatchObject({ droneState: 'DOCKED' });
    fleet.knowDevices([]);
    expect(fleet.devices.size).toBe(0);
  });

  it('keeps a trail of what moved, and not all of it', () => {
    const device = fleet.hear(message());
    fleet.hear(message());
    expect(device.trail).toHaveLength(1);
    for (let lon = 0; lon < 300; lon++) {
      fleet.hear(message({ navigation: { position: { coordinates: [10 + lon / 1000, 50, 5] } } }));
    }
    expect(device.trail).toHaveLength(240);
  });

  it('shows a flight for a minute after its end', () => {
    fleet.knowJob({ jobId: 'j', status: 'COMPLETED' }, 1_000);
    fleet.knowJob({ jobId: 'j', status: 'COMPLETED' }, 50_000);
    fleet.forgetJobs(60_000);
    expect(fleet.jobs.size).toBe(1);
    fleet.forgetJobs(61_001);
    expect(fleet.jobs.size).toBe(0);
  });
});
