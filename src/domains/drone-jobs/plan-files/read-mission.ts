import type { MissionBody } from '../missions/mission-version.entity';

/** What a file says of a mission, not looked at further, and what of the file was left out. */
export interface ReadMission {
  mission: Pick<MissionBody, 'waypoints' | 'altitudeMode' | 'finishAction'> & { speed: number | undefined };
  warnings: string[];
}
