import { setTimeout } from 'node:timers/promises';
import { isDatabaseAway } from './database-errors';

/** How often something is tried to be recorded, and milliseconds between the tries. */
const TRIES = 60;
const PAUSE = 500;

/** Records what hours may have gone into: a database that is away for a moment is waited for. */
export async function patiently<T>(record: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await record();
    } catch (error) {
      if (!isDatabaseAway(error) || left === 1) throw error;
      await setTimeout(PAUSE);
    }
  }
}
