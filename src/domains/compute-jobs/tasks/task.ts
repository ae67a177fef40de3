import type { Attempt } from '../steps/attempt.entity';
import type { Step } from '../steps/step.entity';
import { STEP_TRANSITIONS } from '../steps/transitions';
import type { ComputeAttemptDto, ComputeTaskDto } from './task.dto';
import { showTaskState } from './task-state';

/** An attempt as PostgreSQL writes it in JSON. */
type WrittenAttempt = Pick<Attempt, 'number' | 'exitCode' | 'signal' | 'errorMessage'> & {
  startedAt: string;
  endedAt: string | null;
};

/** A step of the app, with its attempts. */
export type Task = Omit<Step, 'tenantId' | 'role' | 'turn' | 'execution' | 'losses' | 'signal' | 'queuedAt'> & {
  attempts: WrittenAttempt[] | null;
};

export function showTask(task: Task): ComputeTaskDto {
  const ended = STEP_TRANSITIONS[task.state].cancel === undefined ? task.endedAt : null;
  return {
    id: task.id,
    jobId: task.jobId,
    chunkNumber: task.chunkNumber,
    state: showTaskState(task.state),
    attempt: task.attempt,
    exitCode: task.exitCode ?? undefined,
    errorMessage: task.errorMessage ?? undefined,
    worker: task.worker ?? undefined,
    createdAt: task.createdAt.toISOString(),
    startedAt: task.startedAt?.toISOString(),
    completedAt: ended?.toISOString(),
    duration: ended && task.startedAt ? (ended.getTime() - task.startedAt.getTime()) / 1000 : undefined,
    inputBytes: Number(task.inputBytes),
    outputBytes: task.outputBytes === null ? undefined : Number(task.outputBytes),
    cached: task.cached,
    attempts: (task.attempts ?? []).map(showAttempt),
  };
}

function showAttempt({
  number,
  startedAt,
  endedAt,
  exitCode,
  signal,
  errorMessage,
}: WrittenAttempt): ComputeAttemptDto {
  return {
    number,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? undefined : new Date(endedAt).toISOString(),
    exitCode: exitCode ?? undefined,
    signal: signal ?? undefined,
    errorMessage: errorMessage ?? undefined,
  };
}
