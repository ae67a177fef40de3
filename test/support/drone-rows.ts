import type { Server } from './server';

export interface Told {
  battery?: number;
  droneState?: string;
  /** Longitude, latitude, metres above sea level. */
  at?: number[];
}

/** A device as if it had told that, and went on telling it: for tests of what comes of it, not of how it comes in. */
export async function putOnline(server: Server, deviceId: string, told: Told = {}): Promise<void> {
  const { battery = 100, droneState = 'DOCKED', at = [-122.4194, 37.7749, 10] } = told;
  const state = { battery, droneState, navigation: { position: { type: 'Point', coordinates: at } } };
  await server.query(
    `UPDATE drone.devices SET online = true, last_seen_at = now() + interval '1 hour', last_state = $2 WHERE id = $1`,
    [deviceId, JSON.stringify(state)],
  );
}

/** A flight as if its device had reported the end of it; whoever waits is not told. */
export async function endFlight(server: Server, jobId: string): Promise<void> {
  await server.query(
    `UPDATE drone.jobs SET status = 'COMPLETED', completed_at = now(), lease_device_id = NULL, lease_phase = NULL,
      deadline_at = NULL WHERE id = $1`,
    [jobId],
  );
}
