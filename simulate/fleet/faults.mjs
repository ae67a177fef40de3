import { createHash } from 'node:crypto';

export const FAULTS = ['link-loss', 'preflight-loss', 'reject', 'silent', 'low-battery', 'duplicate', 'stale'];

/** Numbers of a run: each depends on the seed, the drone, the how-manieth job of it, and what it is for, and on nothing else. */
export class Draws {
  #seed;
  #drone;
  #shares;

  /** @param shares probability by fault; none for those that are left out */
  constructor(seed, drone, shares) {
    this.#seed = seed;
    this.#drone = drone;
    this.#shares = shares;
  }

  /** At least 0, less than 1. */
  number(job, purpose) {
    const hash = createHash('sha256').update(`${this.#seed} ${this.#drone} ${job} ${purpose}`).digest();
    return hash.readUInt32BE(0) / 2 ** 32;
  }

  has(job, fault) {
    return this.number(job, fault) < (this.#shares[fault] ?? 0);
  }
}
