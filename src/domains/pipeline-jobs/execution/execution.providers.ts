import { Calls } from './calls';
import { Claims } from './claims';
import { HeldJobs } from './held-jobs';
import { JobCancels } from './job-cancels';
import { JobLines } from './job-lines';
import { JobStarts } from './job-starts';
import { NewItems } from './new-items';
import { PipelineMetrics } from './pipeline-metrics';
import { Records } from './records';
import { RunningItems } from './running-items';
import { SlotHandler } from './slot-handler';

/** What starts, runs and ends jobs. */
export const EXECUTION = [
  Calls,
  Claims,
  HeldJobs,
  JobCancels,
  JobLines,
  JobStarts,
  NewItems,
  PipelineMetrics,
  Records,
  RunningItems,
  SlotHandler,
];
