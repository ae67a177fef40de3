import { SetMetadata } from '@nestjs/common';

/** A kind of durable work. Its pool is the set of slots that its runs share with others of the same pool. */
export interface TaskType<Payload extends object> {
  name: string;
  pool: string;
  /** Only carries the type. */
  payload?: Payload;
}

export interface TaskContext {
  /** Aborted when the run has to stop: the process drains. */
  signal: AbortSignal;
  /**
   * Whether the run may do more than it was queued for: nobody waits for its slot, and this process is neither ending nor
   * held for dead. A run that does must leave its entry in the queue true, for another process to go on by.
   */
  mayGoOn(): boolean;
}

const types = new Map<string, TaskType<object>>();

const NAME = /^[a-z][a-z0-9.-]*$/;

/** Declares a task. @throws Error when the name is taken, or is not one */
export function defineTask<Payload extends object>(name: string, pool: string): TaskType<Payload> {
  if (!NAME.test(name)) throw new Error(`${name} is no name of a task`);
  if (types.has(name)) throw new Error(`task ${name} is defined twice`);
  const type: TaskType<Payload> = { name, pool };
  types.set(name, type);
  return type;
}

/** Every task that the loaded code declares. */
export const definedTasks = (): ReadonlyMap<string, TaskType<object>> => types;

export const HANDLES = 'handles-task';

/**
 * Makes a provider's method `(payload, context) => Promise<void>` the handler of a task. It may run twice, so its
 * effects must be idempotent or fenced; what it throws makes the queue run it again later.
 */
export const Handles = (type: TaskType<object>) => SetMetadata(HANDLES, type.name);
