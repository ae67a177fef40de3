const FULL = process.env.FAULT === 'full';

/**
 * How much the tier does, and milliseconds that an outage and a pause take, that work may take to run elsewhere, and
 * within which everything works again once PostgreSQL or the way to it is back: all of it (`npm run test:fault`), or
 * little, beside every other test, where nothing is said about speed.
 */
export const form = FULL
  ? {
      items: 2000,
      kills: 8,
      outages: 3,
      terminations: 5,
      drains: 4,
      outage: 5000,
      pause: 8000,
      recovery: 5000,
      restart: 15_000,
    }
  : {
      items: 250,
      kills: 1,
      outages: 1,
      terminations: 2,
      drains: 1,
      outage: 1500,
      pause: 3000,
      recovery: 45_000,
      restart: 45_000,
    };

/** Milliseconds for one test. */
export const TEST_TIME = 240_000;
