import { isJsonObject, parseJson } from '../../../kernel/http/json';
import { invalid } from '../refusals';
import type { MissionBody, Waypoint } from '../missions/mission-version.entity';
import type { ReadMission } from './read-mission';

/** Numbers of MAVLink's commands and frames. */
const COMMAND = { waypoint: 16, loiter: 19, home: 20, land: 21, takeOff: 22, speed: 178 };
const AMSL_FRAME = 0;
const RELATIVE_FRAMES = [3, 6];
/** More items than this make no mission. */
const MAX_ITEMS = 10_000;

interface Item {
  command: number;
  frame: number;
  params: (number | null)[];
}

/** What `.plan` of a ground station says of a mission. */
export function planOf({ waypoints, speed, altitudeMode, finishAction }: MissionBody): string {
  const frame = altitudeMode === 'AMSL' ? AMSL_FRAME : RELATIVE_FRAMES[0];
  const [{ lat, lon, alt }] = waypoints;
  const items: Item[] = [{ command: COMMAND.takeOff, frame, params: [0, 0, 0, null, lat, lon, alt] }];
  let current = speed;
  for (const waypoint of waypoints) {
    const wanted = waypoint.speed ?? speed;
    if (wanted !== current) items.push({ command: COMMAND.speed, frame: 2, params: [1, wanted, -1, 0, 0, 0, 0] });
    current = wanted;
    const { hoverSeconds = 0, heading = null } = waypoint;
    const params = [hoverSeconds, 0, 0, heading, waypoint.lat, waypoint.lon, waypoint.alt];
    items.push({ command: COMMAND.waypoint, frame, params });
  }
  const last = waypoints[waypoints.length - 1];
  if (finishAction === 'RTH') items.push({ command: COMMAND.home, frame: 2, params: [0, 0, 0, 0, 0, 0, 0] });
  if (finishAction === 'LAND') {
    items.push({ command: COMMAND.land, frame, params: [0, 0, 0, null, last.lat, last.lon, 0] });
  }
  return JSON.stringify({
    fileType: 'Plan',
    version: 1,
    groundStation: 'QGroundControl',
    mission: {
      version: 2,
      firmwareType: 12,
      vehicleType: 2,
      cruiseSpeed: speed,
      hoverSpeed: speed,
      plannedHomePosition: [lat, lon, altitudeMode === 'AMSL' ? alt : 0],
      items: items.map((item, index) => ({ type: 'SimpleItem', ...item, autoContinue: true, doJumpId: index + 1 })),
    },
    geoFence: { version: 2, circles: [], polygons: [] },
    rallyPoints: { version: 2, points: [] },
  });
}

/** @throws Failure where it is no plan */
export function readPlan(file: Buffer): ReadMission {
  const plan: unknown = parseJson(file, { refuse: ['__proto__', 'constructor'] });
  const mission = isJsonObject(plan) && (plan as { mission?: unknown }).mission;
  const items = isJsonObject(mission) && (mission as { items?: unknown }).items;
  if (!Array.isArray(items) || (plan as { fileType?: unknown }).fileType !== 'Plan') {
    throw invalid('body', 'must be a .plan file');
  }
  const { hoverSpeed, cruiseSpeed } = mission as { hoverSpeed?: unknown; cruiseSpeed?: unknown };
  const speed = [hoverSpeed, cruiseSpeed].find(isNumber);
  const reader = new PlanReader(speed);
  flattened(items).forEach((item, index) => reader.read(item, index));
  return reader.result();
}

/** The simple items, those inside of surveys too. */
function flattened(items: unknown[]): unknown[] {
  if (items.length > MAX_ITEMS) throw invalid('body', `must have at most ${MAX_ITEMS} items`);
  const flat = items.flatMap((item) => {
    const inner =
      isJsonObject(item) && (item as { TransectStyleComplexItem?: { Items?: unknown } }).TransectStyleComplexItem;
    if (inner && isJsonObject(inner) && Array.isArray(inner.Items)) return inner.Items as unknown[];
    return [item];
  });
  if (flat.length > MAX_ITEMS) throw invalid('body', `must have at most ${MAX_ITEMS} items`);
  return flat;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

class PlanReader {
  readonly warnings: string[] = [];
  private readonly waypoints: Waypoint[] = [];
  private frame?: number;
  private finishAction: MissionBody['finishAction'] = 'HOVER';
  private current?: number;

  constructor(private readonly speed: number | undefined) {}

  read(item: unknown, index: number): void {
    const { command, frame, params } = (isJsonObject(item) ? item : {}) as Partial<Item>;
    if (!isNumber(command) || !Array.isArray(params)) return this.warn(index, 'is no simple item and is left out');
    switch (command) {
      case COMMAND.takeOff:
        return;
      case COMMAND.home:
        this.finishAction = 'RTH';
        return;
      case COMMAND.land:
        this.finishAction = 'LAND';
        return;
      case COMMAND.speed:
        if (isNumber(params[1]) && params[1] > 0) this.current = params[1];
        return;
      case COMMAND.waypoint:
      case COMMAND.loiter:
        return this.readPlace(frame, params, index);
      default:
        return this.warn(index, `has command ${String(command)}, which is left out`);
    }
  }

  result(): ReadMission {
    const { warnings, waypoints, finishAction, speed } = this;
    const altitudeMode = this.frame === AMSL_FRAME ? 'AMSL' : 'RELATIVE';
    return { mission: { waypoints, altitudeMode, finishAction, speed }, warnings };
  }

  private readPlace(frame: number | undefined, params: (number | null)[], index: number): void {
    const [hold, , , yaw, lat, lon, alt] = params;
    if (!isNumber(lat) || !isNumber(lon) || !isNumber(alt)) return this.warn(index, 'has no place and is left out');
    const kind = frame === AMSL_FRAME ? AMSL_FRAME : RELATIVE_FRAMES[0];
    if (frame !== AMSL_FRAME && !RELATIVE_FRAMES.includes(frame!))
      this.warn(index, `has frame ${String(frame)}, read as relative`);
    this.frame ??= kind;
    if (this.frame !== kind) throw invalid('body', 'must have one kind of altitude for all waypoints');
    const waypoint: Waypoint = { lat, lon, alt };
    if (this.current !== undefined && this.current !== this.speed) waypoint.speed = this.current;
    if (isNumber(hold) && hold > 0) waypoint.hoverSeconds = hold;
    if (isNumber(yaw)) waypoint.heading = yaw >= 0 && yaw <= 360 ? yaw : ((yaw % 360) + 360) % 360;
    this.waypoints.push(waypoint);
  }

  private warn(index: number, text: string): void {
    if (this.warnings.length < 100) this.warnings.push(`item ${index} ${text}`);
  }
}
