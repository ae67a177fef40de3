import { Calls } from './calls';
import { HeldJobs } from './held-jobs';
import { JobCancels } from './job-cancels';
import { JobStarts } from './job-starts';
import { NewItems } from './new-items';
import { PipelineMetrics } from './pipeline-metrics';
import { Rounds } from './rounds';
import { RunningItems } from './running-items';
import { SlotHandler } from './slot-handler';
import { SlotLines } from './slot-lines';

/** What starts, runs and ends jobs. */
export const EXECUTION = [
  Calls,
  HeldJobs,
  JobCancels,
  JobStarts,
  NewItems,
  PipelineMetrics,
  Rounds,
  RunningItems,
  SlotHandler,
  SlotLines,
];
