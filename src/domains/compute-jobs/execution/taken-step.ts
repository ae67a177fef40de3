import type { DataSource } from '../data-sources/data-source';
import type { JobConfig } from '../jobs/job-config';
import type { JobParams } from '../jobs/job-params';
import type { JobRun } from '../jobs/job-states';
import type { Programs } from '../packages/program';
import type { Role } from '../steps/transitions';

/** A step that this process may run, and what it needs to know of the job. */
export interface TakenStep {
  id: string;
  tenantId: string;
  jobId: string;
  runNo: number;
  role: Role;
  chunkNumber: number;
  /** The fence: what is recorded counts only while the step still has it. */
  execution: number;
  attempt: number;
  /** Whether it was found running: its worker is gone. */
  lost: boolean;
  losses: number;
  /** Seconds from the moment at which it could have been run. */
  waited: number;
  config: JobConfig;
  params: JobParams;
  programs: Programs;
  dataSource: DataSource;
  dataDestination: DataSource;
  /** Null before the partitioner has ended. */
  numChunks: number | null;
  failedChunks: number[];
}

export const runOf = ({ jobId, runNo }: TakenStep): JobRun => ({ id: jobId, runNo });
