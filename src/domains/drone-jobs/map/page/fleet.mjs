import { circleOf, lineOf, nearest, toWorld } from './mercator.mjs';

/** Milliseconds in which a drone glides to where it is said to be: telemetry comes once a second. */
const GLIDE = 1_000;
/** Points of a trail, and how far apart they are in metres of the Equator, as part of it. */
const [TRAIL, TRAIL_GAP] = [240, 2 / 40_030_229];
/** Milliseconds that a flight is shown after its end. */
const REMEMBERED = 60_000;
const IN_THE_AIR = new Set(['WAYPOINT', 'HOVER', 'ORBIT', 'RETURNING', 'MANUAL']);

export const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** What is known of devices, flights and fences; it asks nobody. */
export class Fleet {
  groups = new Map();
  devices = new Map();
  jobs = new Map();
  /** Ids of the groups whose devices are shown as they are now. */
  live = new Set();
  fences = new Map();

  /** All groups, as `GET /v3/device-groups` lists them. */
  knowGroups(groups) {
    this.groups = new Map(groups.map((group) => [group.deviceGroupId, group]));
    for (const id of this.fences.keys()) if (!this.groups.has(id)) this.fences.delete(id);
  }

  /** All devices, as `GET /v3/devices` lists them; a stream knows better where a device is. */
  knowDevices(listed, now = Date.now()) {
    const ids = new Set(listed.map(({ deviceId }) => deviceId));
    for (const id of this.devices.keys()) if (!ids.has(id)) this.devices.delete(id);
    for (const one of listed) {
      const device = this.#device(one.deviceId);
      Object.assign(device, { name: one.name, model: one.model, groupId: one.deviceGroupId, enabled: one.enabled });
      const heardAt = one.lastSeenAt === null ? undefined : Date.parse(one.lastSeenAt);
      // The list tells whole seconds.
      if (device.heardAt !== undefined && !(heardAt > device.heardAt + 1_000) && this.live.has(device.groupId))
        continue;
      const { battery, droneState, dockState, currentJobId } = one;
      Object.assign(device, { battery, droneState, dockState, heardAt, jobId: currentJobId });
      device.online = one.status === 'online';
      move(device, one.position, now);
    }
  }

  /** A message of a group's stream. */
  hear(message, now = Date.now()) {
    const device = this.#device(message.deviceId);
    const { battery, droneState, dockState, navigation, weather, jobId, online, timestamp } = message;
    if (online) device.heardAt = Date.parse(timestamp);
    Object.assign(device, { battery, droneState, dockState, weather, jobId, online });
    device.speed = navigation?.velocity?.groundSpeed;
    device.told = navigation?.orientation?.heading;
    move(device, navigation?.position, now);
    return device;
  }

  /** A job with everything that is known of it. */
  knowJob(job, now = Date.now()) {
    const before = this.jobs.get(job.jobId);
    const endedAt = ENDED.has(job.status) ? (before?.endedAt ?? now) : undefined;
    this.jobs.set(job.jobId, { ...before, ...job, endedAt, askedAt: now });
  }

  knowMission(jobId, mission) {
    const { waypoints } = mission;
    this.jobs.get(jobId).route = lineOf(waypoints.map(({ lon, lat }) => [lon, lat]));
  }

  /** A group's fence as its call shows it, or null. */
  knowFence(groupId, fence) {
    const exclusions = (fence?.exclusions ?? []).map(({ name, geometry, center, radiusMeters }) => ({
      name,
      rings: geometry ? ringsOf(geometry) : [circleOf(center, radiusMeters)],
    }));
    this.fences.set(groupId, { inclusion: ringsOf(fence?.inclusion), exclusions });
  }

  /** Forgets the flights that nobody has spoken of since they ended. */
  forgetJobs(now = Date.now()) {
    for (const [id, { endedAt }] of this.jobs) if (endedAt + REMEMBERED < now) this.jobs.delete(id);
  }

  /** How a device is, in one word: `flying`, `ready`, `offline`, `lost` or `stale`. */
  conditionOf(device) {
    if (!this.live.has(device.groupId)) return 'stale';
    if (device.online) return IN_THE_AIR.has(device.droneState) ? 'flying' : 'ready';
    return this.jobs.get(device.jobId)?.status === 'IN_PROGRESS' ? 'lost' : 'offline';
  }

  #device(id) {
    if (!this.devices.has(id)) this.devices.set(id, { id, name: id, trail: [] });
    return this.devices.get(id);
  }
}

/** All rings of a Polygon or MultiPolygon. */
function ringsOf(geometry) {
  if (!geometry) return [];
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flat().map(lineOf);
}

/** Where a device is drawn: on its way from where it was to where it is. */
export function placeOf({ from, to, movedAt }, now) {
  const part = Math.min(Math.max((now - movedAt) / GLIDE, 0), 1);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

export const isGliding = ({ from, to, movedAt }, now) => from !== to && now - movedAt < GLIDE;

function move(device, position, now) {
  if (!position) return;
  const [lon, lat, alt] = position.coordinates;
  const to = toWorld(lon, lat);
  if (device.to) to.x = nearest(to.x, device.to.x);
  const far = device.to ? Math.hypot(to.x - device.to.x, to.y - device.to.y) : 0;
  device.from = device.to && far < 1e-4 ? placeOf(device, now) : to;
  Object.assign(device, { lon, lat, alt, to, movedAt: now });
  const last = device.trail.at(-1);
  if (last && Math.hypot(to.x - last.x, to.y - last.y) < TRAIL_GAP) return;
  if (last) device.course = (Math.atan2(to.x - last.x, last.y - to.y) * 180) / Math.PI;
  device.trail.push(to);
  if (device.trail.length > TRAIL) device.trail.shift();
}

/** Degrees from north that it points to: what it says, or else where it went. */
export const headingOf = ({ told, course }) => told ?? course;
