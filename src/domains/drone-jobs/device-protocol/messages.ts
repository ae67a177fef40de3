/** A device of a tenant, as its credential tells. */
export interface DeviceRef {
  tenantId: string;
  deviceId: string;
}

export const COMMAND_TYPES = ['assign', 'cancel', 'abort', 'pause', 'resume', 'rth'] as const;
export type CommandType = (typeof COMMAND_TYPES)[number];

export const COMMAND_REASONS = [
  'CANCELLED',
  'DELETED',
  'TIMEOUT',
  'OFFLINE',
  'STALE_LEASE',
  'OPERATOR',
  'EMERGENCY_STOP',
] as const;
export type CommandReason = (typeof COMMAND_REASONS)[number];

export const ABORT_ACTIONS = ['HOVER', 'LAND', 'RTH'] as const;
export type AbortAction = (typeof ABORT_ACTIONS)[number];

/** What is sent to a device. Times have milliseconds; an `assign` has `name`, `metadata` and `mission` besides. */
export interface DeviceCommand {
  id: string;
  type: CommandType;
  jobId: string;
  lease: number;
  sentAt: string;
  expiresAt: string;
  [more: string]: unknown;
}

export const EVENT_TYPES = ['accepted', 'rejected', 'started', 'progress', 'completed', 'failed', 'offline'] as const;
export type DeviceEventType = (typeof EVENT_TYPES)[number];

export const FLIGHT_PHASES = ['TAKEOFF', 'MISSION', 'PAUSED', 'RETURNING', 'LANDING'] as const;
export type FlightPhase = (typeof FLIGHT_PHASES)[number];

/** What a device reports of a flight; checked. */
export interface DeviceEvent {
  /** The device's own: what it repeats within 24 h is ignored. */
  id: string;
  type: DeviceEventType;
  /** Set for all types but `offline`, and `accepted` and `rejected` with a `commandId`. */
  jobId?: string;
  lease?: number;
  at?: string;
  /** The command that is answered. */
  commandId?: string;
  code?: string;
  reason?: string;
  percent?: number;
  phase?: FlightPhase;
  waypointIndex?: number;
  etaSeconds?: number;
}

export const DRONE_STATES = [
  'MANUAL',
  'GPS_NORMAL',
  'WAYPOINT',
  'HOVER',
  'ORBIT',
  'LANDED',
  'DOCKED',
  'RETURNING',
] as const;
export type DroneState = (typeof DRONE_STATES)[number];

export const DOCK_STATES = ['OPEN', 'CLOSED', 'OPENING', 'CLOSING', 'COOLING', 'CHARGING', 'TASK_INPROGRESS'] as const;
export type DockState = (typeof DOCK_STATES)[number];

/** Longitude and latitude in degrees, altitude in metres above sea level. */
export interface Position {
  type: 'Point';
  coordinates: number[];
}

/** Degrees, metres per second. */
export interface Navigation {
  position: Position;
  orientation?: object;
  velocity?: object;
}

/** What a device tells of itself each second; checked. */
export interface Telemetry {
  /** Percent. */
  battery: number;
  droneState: DroneState;
  dockState?: DockState;
  navigation: Navigation;
  sensorPayload?: object;
  weather?: object;
  /** The device's own clock. */
  at?: string;
  jobId?: string;
  lease?: number;
}

/** What became of a message of a device. */
export type Outcome = 'applied' | 'duplicate' | 'stale' | 'invalid';
