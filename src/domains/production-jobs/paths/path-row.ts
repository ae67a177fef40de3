import type { StepDistributionDto } from './distribution.dto';
import type { PathDto, StepDto } from './path.dto';
import type { AdvancementMode } from './path.entity';

export interface PathRow {
  id: string;
  job_id: string;
  name: string;
  goal_quantity: number;
  advancement_mode: AdvancementMode;
  version: string;
  seq: string;
  created_at: Date;
  updated_at: Date;
  steps: StepDto[];
}

export interface CountedRow {
  id: string;
  completed: number;
  distribution: StepDistributionDto[];
}

export function pathOf(row: PathRow): PathDto {
  return {
    id: row.id,
    jobId: row.job_id,
    name: row.name,
    goalQuantity: row.goal_quantity,
    advancementMode: row.advancement_mode,
    steps: row.steps,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
