import { Retention } from '../retention/retention';
import { AppSteps } from './app-steps';
import { AssemblerSteps } from './assembler-steps';
import { ComputeMetrics } from './compute-metrics';
import { Deadlines } from './deadlines';
import { LogBuffer } from './log-buffer';
import { PartitionerSteps } from './partitioner-steps';
import { ProgramRuns } from './program-runs';
import { RunningSteps } from './running-steps';
import { Scratch } from './scratch';
import { StepEnds } from './step-ends';
import { StepHandler } from './step-handler';
import { StoredFiles } from './stored-files';
import { TaskCache } from './task-cache';

/** What runs the steps of jobs, and lets go what they leave. */
export const EXECUTION = [
  Retention,
  AppSteps,
  AssemblerSteps,
  ComputeMetrics,
  Deadlines,
  LogBuffer,
  PartitionerSteps,
  ProgramRuns,
  RunningSteps,
  Scratch,
  StepEnds,
  StepHandler,
  StoredFiles,
  TaskCache,
];
