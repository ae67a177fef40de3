import type { DeviceState } from '../devices/device.entity';
import type { JobProgress } from '../jobs/job.entity';
import { progressOf } from '../jobs/job-row';
import type { JobStatus } from '../jobs/transitions';
import type { ShareType } from '../shares/share.entity';

/** A job as its stream shows it. */
export interface JobView {
  job_id: string;
  device_id: string | null;
  state: DeviceState | null;
  link_lost: boolean;
  progress: JobProgress | null;
}

/** A device as the streams of its group and of shares show it. */
export interface DeviceView {
  device_id: string;
  job_id: string | null;
  online: boolean;
  last_state: DeviceState | null;
}

/** What a message of a device's stream can tell; shares tell some of it. */
export type DeviceMessage = ReturnType<typeof deviceMessage>;

const SHARED: Record<ShareType, (keyof DeviceMessage)[]> = {
  DEVICE_STATUS: ['droneState', 'dockState', 'navigation', 'weather', 'battery', 'timestamp'],
  STREAM: ['droneState', 'navigation', 'sensorPayload', 'timestamp'],
};

export function jobPayload(view: JobView, status: JobStatus, at: Date): string {
  const { state } = view;
  return JSON.stringify({
    jobState: status.replace('_', ''),
    droneState: state?.droneState ?? null,
    dockState: state?.dockState ?? null,
    navigation: state?.navigation ?? null,
    sensorPayload: state?.sensorPayload ?? null,
    timestamp: at.toISOString(),
    jobId: view.job_id,
    deviceId: view.device_id,
    battery: state?.battery ?? null,
    linkLost: view.link_lost,
    progress: view.progress && progressOf(view.progress),
  });
}

export function deviceMessage({ device_id, job_id, online, last_state: state }: DeviceView, at: Date) {
  return {
    droneState: state?.droneState ?? null,
    dockState: state?.dockState ?? null,
    navigation: state?.navigation ?? null,
    sensorPayload: state?.sensorPayload ?? null,
    timestamp: at.toISOString(),
    jobId: job_id,
    deviceId: device_id,
    battery: state?.battery ?? null,
    weather: state?.weather ?? null,
    online,
  };
}

/** What those see who have a share, and nothing else. */
export function sharedPayload(type: ShareType, message: DeviceMessage): string {
  return JSON.stringify(Object.fromEntries(SHARED[type].map((field) => [field, message[field]])));
}
