import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../random.mjs';

/** Milliseconds between two blows. */
const PEACE = { least: 5_000, most: 25_000 };

/** Strikes so many times, at moments that depend on the seed and the victim alone. */
export async function strikeRepeatedly(times, seed, victim, blow) {
  const random = new Random(seed * 31 + victim.length);
  for (let strike = 0; strike < times; strike++) {
    await delay(random.between(PEACE.least, PEACE.most));
    await blow(strike, random);
  }
}

/** Ends a process that runs; resolves when it has. */
export async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((exit) => child.once('exit', exit));
  child.kill(signal);
  await ended;
}
