import type { JobStatus } from '../../jobs/transitions';
import type { PipelineProgressDto } from './progress.dto';

/** What there is to say of a job's items at a moment. */
export interface Tally {
  status: JobStatus;
  /** Counts its starts. */
  run_no: number;
  total: string;
  executed: number;
  failed: number;
  running: number;
  cancelled: number;
  /** Of this run, not finished. */
  left: number;
  concurrency: number;
  effective_concurrency: number;
  paused_until: Date | null;
  /** Seconds that it was started, up to now. */
  seconds: number;
}

export function showProgress(tally: Tally): PipelineProgressDto {
  const { status, executed, failed, running, cancelled, seconds } = tally;
  const total = Number(tally.total);
  const started = status === 'STARTED';
  const perSecond = executed > 0 && seconds > 0 ? executed / seconds : null;
  return {
    status,
    total,
    executed,
    failed,
    running,
    pending: Math.max(0, total - executed - running - cancelled),
    cancelled,
    effective_concurrency: started ? tally.effective_concurrency : tally.concurrency,
    paused_until: (started && tally.paused_until?.toISOString()) || null,
    items_per_minute: perSecond && Math.round(perSecond * 600) / 10,
    eta_seconds: started && perSecond ? Math.ceil(tally.left / perSecond) : null,
  };
}

/** Whether there is something to tell: rates change with every moment. */
export function isSameProgress(one: PipelineProgressDto, other: PipelineProgressDto): boolean {
  const lasting = (progress: PipelineProgressDto) =>
    JSON.stringify({ ...progress, items_per_minute: null, eta_seconds: null });
  return lasting(one) === lasting(other);
}

/** Whether nothing more will change until the job is started again. */
export function hasEnded({ status }: Pick<Tally, 'status'>): boolean {
  return status === 'ENDED' || status === 'FAILED';
}
