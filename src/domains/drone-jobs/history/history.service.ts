import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { DeviceState } from '../devices/device.entity';
import { lookedUp } from '../ids';
import { parseInstant } from '../instants';
import { limitOf } from '../lists';
import { notFound } from '../refusals';
import type { JobHistoryDto, TrackDto } from './history.dto';
import { FIND_DEVICE, FIND_JOB, LIST_HISTORY, LIST_TELEMETRY, LIST_TRACK } from './history.statements';
import { cursorOfTelemetry, placeOfTelemetry } from './telemetry.dto';
import type { TelemetryListDto, TelemetryPlace, TelemetryQueryDto } from './telemetry.dto';
import { trackOf } from './track';
import type { TrackPoint } from './track';

interface TelemetryRow {
  time: Date;
  job_id: string | null;
  state: DeviceState;
}

interface HistoryRow {
  at: Date;
  type: string;
  device_id: string | null;
  lease: number | null;
  data: object;
}

/** What has happened. */
@Injectable()
export class HistoryService {
  constructor(private readonly database: Database) {}

  async telemetry(tenantId: string, deviceId: string, query: TelemetryQueryDto): Promise<TelemetryListDto> {
    const [device] = await this.database.run(FIND_DEVICE, [tenantId, lookedUp(deviceId)]);
    if (!device) throw notFound('Device');
    const { from, to, cursor } = query;
    const size = limitOf(query);
    const place = placeOfTelemetry(cursor);
    const bounds = [(from && parseInstant(from)) || '-infinity', (to && parseInstant(to)) || 'infinity'];
    const values = [tenantId, deviceId, ...bounds, place?.time ?? 'infinity', place?.skip ?? 0, size + 1];
    const found = await this.database.run<TelemetryRow>(LIST_TELEMETRY, values);
    const rows = found.slice(0, size);
    const nextCursor = found.length > size ? cursorOfTelemetry(placeBehind(rows, place)) : null;
    return { success: true, telemetry: rows.map(telemetryOf), count: rows.length, nextCursor };
  }

  async history(tenantId: string, jobId: string): Promise<JobHistoryDto> {
    await this.findJob(tenantId, jobId);
    const rows = await this.database.run<HistoryRow>(LIST_HISTORY, [tenantId, jobId]);
    const history = rows.map(({ at, type, device_id, lease, data }) => ({
      at: at.toISOString(),
      type,
      deviceId: device_id,
      lease,
      data,
    }));
    return { success: true, history };
  }

  async track(tenantId: string, jobId: string): Promise<TrackDto> {
    const { assigned_device_id: deviceId } = await this.findJob(tenantId, jobId);
    const points = await this.database.run<TrackPoint>(LIST_TRACK, [tenantId, jobId, deviceId]);
    return trackOf(jobId, deviceId, points);
  }

  private async findJob(tenantId: string, jobId: string): Promise<{ assigned_device_id: string | null }> {
    const values = [tenantId, lookedUp(jobId)];
    const [job] = await this.database.run<{ assigned_device_id: string | null }>(FIND_JOB, values);
    if (!job) throw notFound('Job');
    return job;
  }
}

function placeBehind(rows: TelemetryRow[], before: TelemetryPlace | undefined): TelemetryPlace {
  const { time } = rows.at(-1)!;
  const alike = rows.filter((row) => row.time.getTime() === time.getTime()).length;
  return { time, skip: before?.time.getTime() === time.getTime() ? before.skip + alike : alike };
}

function telemetryOf({ time, job_id, state }: TelemetryRow): TelemetryListDto['telemetry'][number] {
  return {
    at: time.toISOString(),
    jobId: job_id,
    battery: state.battery,
    droneState: state.droneState,
    dockState: state.dockState ?? null,
    navigation: state.navigation,
    sensorPayload: state.sensorPayload ?? null,
    weather: state.weather ?? null,
  };
}
