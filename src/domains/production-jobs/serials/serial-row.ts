import type { SerialStatus } from '../movement/transitions';
import type { SerialDto } from './serial.dto';
import { serialId } from './serial-id';

/** Columns of `production.serials AS unit`, for an answer. */
export const SERIAL_COLUMNS = `unit.number, unit.job_id, unit.path_id, unit.current_step_id, unit.status,
  unit.scrap_reason, unit.scrap_explanation, unit.scrapped_by, unit.force_completed, unit.force_completed_by,
  unit.force_completed_reason, unit.rework_count, unit.finished_at, unit.version, unit.created_at, unit.updated_at,
  (SELECT ordinal FROM production.steps AS step
    WHERE step.tenant_id = unit.tenant_id AND step.id = unit.current_step_id) AS step_index`;

export interface SerialRow {
  number: string;
  job_id: string;
  path_id: string;
  current_step_id: string | null;
  status: SerialStatus;
  scrap_reason: string | null;
  scrap_explanation: string | null;
  scrapped_by: string | null;
  force_completed: boolean;
  force_completed_by: string | null;
  force_completed_reason: string | null;
  rework_count: number;
  finished_at: Date | null;
  version: string;
  created_at: Date;
  updated_at: Date;
  step_index: number | null;
}

export function serialOf(row: SerialRow): SerialDto {
  const scrapped = row.status === 'scrapped';
  const finishedAt = row.finished_at?.toISOString();
  return {
    id: serialId(row.number),
    jobId: row.job_id,
    pathId: row.path_id,
    currentStepIndex: row.step_index ?? -1,
    currentStepId: row.current_step_id,
    status: row.status,
    scrapReason: row.scrap_reason ?? undefined,
    scrapExplanation: row.scrap_explanation ?? undefined,
    scrapStepId: scrapped ? (row.current_step_id ?? undefined) : undefined,
    scrappedAt: scrapped ? finishedAt : undefined,
    scrappedBy: row.scrapped_by ?? undefined,
    forceCompleted: row.force_completed,
    forceCompletedBy: row.force_completed_by ?? undefined,
    forceCompletedAt: row.force_completed ? finishedAt : undefined,
    forceCompletedReason: row.force_completed_reason ?? undefined,
    reworkCount: row.rework_count || undefined,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
