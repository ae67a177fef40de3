import type { LoggedEvent } from '../../../kernel/events/event-log';
import type { JobState } from '../jobs/transitions';
import type { TaskState } from '../tasks/task-state';

const JOB = 'quintet.compute.job.';
const TASK = 'quintet.compute.task.';

/** Types of all that happens to jobs and their tasks; the subject of either is the job. */
export const CHANGES = [`${JOB}*`, `${TASK}*`];

const ENDS = ['completed', 'failed', 'deleted'];

const TASK_STATES: Record<string, TaskState> = {
  completed: 'TASK_STATE_COMPLETED',
  retried: 'TASK_STATE_SCHEDULED',
  failed: 'TASK_STATE_FAILED',
};

/** What the event of a job says. */
export interface JobChange {
  jobId: string;
  state: JobState;
  previousState?: JobState;
  numChunks?: number;
  errorMessage?: string;
}

/** What became of a task, in the names of the task. */
export interface TaskChange {
  id: string;
  jobId: string;
  chunkNumber: number;
  state: TaskState;
  /** The one that ended. */
  attempt: number;
  exitCode?: number;
}

export type Change =
  { kind: 'created' | 'updated' | 'state' | 'deleted'; job: JobChange } | { kind: 'task'; task: TaskChange };

/** Undefined for what neither clients nor the original know. */
export function changeOf({ type, data }: LoggedEvent): Change | undefined {
  if (type.startsWith(TASK)) return taskChange(TASK_STATES[type.slice(TASK.length)], data as TaskData);
  const name = type.slice(JOB.length);
  const kind = name === 'created' || name === 'updated' || name === 'deleted' ? name : 'state';
  return { kind, job: data as JobChange };
}

/** Whether the job is over with it, unless it is run again. */
export function isEnd({ type }: LoggedEvent): boolean {
  return type.startsWith(JOB) && ENDS.includes(type.slice(JOB.length));
}

type TaskData = Omit<TaskChange, 'id' | 'state'> & { taskId: string };

function taskChange(state: TaskState | undefined, data: TaskData): Change | undefined {
  const { taskId: id, jobId, chunkNumber, attempt, exitCode } = data;
  return state && { kind: 'task', task: { id, jobId, chunkNumber, state, attempt, exitCode } };
}
