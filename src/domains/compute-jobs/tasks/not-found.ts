import { Failure } from '../../../kernel/errors/failure';

export function jobNotFound(id: string): Failure {
  return new Failure('not-found', `job not found: ${id}`);
}

/** @param name its id or chunk number, as asked for */
export function taskNotFound(name: string): Failure {
  return new Failure('not-found', `task not found: ${name}`);
}
