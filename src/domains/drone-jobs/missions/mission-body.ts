import type { MissionBody, Waypoint } from './mission-version.entity';
import type { WaypointDto } from './waypoint.dto';
import type { CreateMissionDto } from './write-mission.dto';

const DEFAULT_SPEED = 10;

/** What is stored of a mission: defaults filled in, nothing that a waypoint does not set. */
export function missionBody(dto: CreateMissionDto): MissionBody {
  return {
    name: dto.name,
    description: dto.description ?? null,
    waypoints: dto.waypoints.map(waypointOf),
    speed: dto.speed ?? DEFAULT_SPEED,
    altitudeMode: dto.altitudeMode ?? 'RELATIVE',
    finishAction: dto.finishAction ?? 'RTH',
    requiredCapabilities: dto.requiredCapabilities ?? [],
  };
}

function waypointOf({ lat, lon, alt, speed, hoverSeconds, heading, actions }: WaypointDto): Waypoint {
  return {
    lat,
    lon,
    alt,
    speed: speed ?? undefined,
    hoverSeconds: hoverSeconds ?? undefined,
    heading: heading ?? undefined,
    actions: actions?.map(({ type }) => ({ type })),
  };
}
