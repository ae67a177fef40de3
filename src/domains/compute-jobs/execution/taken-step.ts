import type { DataSource } from '../data-sources/data-source';
import type { JobConfig } from '../jobs/job-config';
import type { JobParams } from '../jobs/job-params';
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
