import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Mission } from './mission.entity';

export type AltitudeMode = 'RELATIVE' | 'AMSL';
export type FinishAction = 'RTH' | 'LAND' | 'HOVER';

/** Degrees; metres above take-off or sea level; metres per second. */
export interface Waypoint {
  lat: number;
  lon: number;
  alt: number;
  speed?: number;
  hoverSeconds?: number;
  heading?: number;
  actions?: { type: string }[];
}

export interface MissionBody {
  name: string;
  description: string | null;
  waypoints: Waypoint[];
  /** Metres per second. */
  speed: number;
  altitudeMode: AltitudeMode;
  finishAction: FinishAction;
  requiredCapabilities: string[];
}

/** A mission as it was at a time. Versions never change. */
@Entity({ schema: 'drone', name: 'mission_versions' })
export class MissionVersion {
  @PrimaryColumn('text')
  missionId: string;

  @ManyToOne(() => Mission)
  mission: Relation<Mission>;

  @PrimaryColumn('int')
  version: number;

  @Column('uuid')
  tenantId: string;

  @Column('json')
  body: MissionBody;

  /** Metres along its own legs. */
  @Column('float8')
  distanceM: number;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'clock_timestamp()' })
  createdAt: Date;
}
