import type { Client } from './client';
import type { Server } from './server';

/** A group with one device of a tenant, changed by SQL as a fleet would change it. */
export class RowFleet {
  private constructor(
    private readonly server: Server,
    readonly api: Client,
    readonly groupId: string,
    readonly deviceId: string,
  ) {}

  static async of(server: Server, key: string): Promise<RowFleet> {
    const api = server.client(key);
    const { deviceGroupId } = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup as {
      deviceGroupId: string;
    };
    const { deviceId } = (await api.post('/v3/devices', { name: 'D', deviceGroupId })).body.device as {
      deviceId: string;
    };
    return new RowFleet(server, api, deviceGroupId, deviceId);
  }

  /** A job that stays PENDING. */
  async job(): Promise<string> {
    const body = { name: 'A', deviceGroupId: this.groupId, scheduledAt: '2999-01-01T00:00:00Z' };
    return (await this.api.post('/v3/jobs/create', body)).body.job.jobId as string;
  }

  /** Telemetry of a drone that takes no jobs. */
  async hear(battery: number): Promise<void> {
    const state = {
      battery,
      droneState: 'WAYPOINT',
      dockState: 'OPEN',
      navigation: { position: { type: 'Point', coordinates: [-122.4, 37.7, 85.5] } },
      sensorPayload: { camera: {} },
      weather: { windSpeed: 3 },
    };
    await this.server.query(
      `WITH device AS (
        UPDATE drone.devices SET online = true, last_seen_at = clock_timestamp(), last_state = $2 WHERE id = $1
      ) SELECT pg_notify('quintet_drone_devices', '')`,
      [this.deviceId, state],
    );
  }

  async lose(): Promise<void> {
    await this.server.query('UPDATE drone.devices SET online = false WHERE id = $1', [this.deviceId]);
  }

  /** Moves a job, by this device, and writes its history. */
  async move(jobId: string, status: string, type: string): Promise<void> {
    const ended = ['COMPLETED', 'FAILED'].includes(status);
    await this.server.query(
      `WITH job AS (
        UPDATE drone.jobs SET status = $2, lease = 7, assigned_device_id = $3, progress = '{"percent":1}',
          lease_device_id = CASE WHEN $4 THEN NULL ELSE $3 END, updated_at = clock_timestamp(),
          lease_phase = CASE WHEN $4 THEN NULL ELSE 'FLYING' END,
          device_state = CASE WHEN $4 THEN (SELECT last_state FROM drone.devices WHERE id = $3) END
        WHERE id = $1 RETURNING *
      ), history AS (
        INSERT INTO drone.job_history (job_id, tenant_id, type, data)
        SELECT id, tenant_id, $5, json_build_object('status', status) FROM job
      ) SELECT pg_notify('quintet_drone_jobs', '')`,
      [jobId, status, this.deviceId, ended, type],
    );
  }
}
