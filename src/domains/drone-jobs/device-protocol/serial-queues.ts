import { Failure } from '../../../kernel/errors/failure';

/** Work that waits behind other work of its key at most. */
const MAX_WAITING = 1_000;

interface Queue {
  last: Promise<unknown>;
  length: number;
}

/**
 * Works one after the other for each key, in the order of the calls. Work that fails takes what waits behind it along:
 * that must not come first.
 */
export class SerialQueues {
  private readonly queues = new Map<string, Queue>();

  /** @throws Failure `rate-limited` where too much waits */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (queue.length >= MAX_WAITING) return Promise.reject(tooMany());
    const result = queue.last.then(work);
    queue.last = result;
    queue.length++;
    this.queues.set(key, queue);
    const done = () => {
      if (--queue.length === 0) this.queues.delete(key);
    };
    result.then(done, done);
    return result;
  }
}

const tooMany = () => new Failure('rate-limited', undefined, { headers: { 'retry-after': '1' } });
