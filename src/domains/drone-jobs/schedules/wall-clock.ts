const DAY = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The one name under which the zone is known; undefined where there is no such zone. An offset is no name. */
export function canonicalZone(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Kept, for each costs as much as a hundred readings; canonical names bound their number. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const name = canonicalZone(zone) ?? zone;
  let clock = clocks.get(name);
  if (!clock) {
    const options = { timeZone: name, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' } as const;
    clock = new Intl.DateTimeFormat('sv', options);
    clocks.set(name, clock);
  }
  return clock;
}

/** What the zone's clocks show, to the second, as the moment at which those in UTC show the same. Milliseconds. */
export function wallClock(moment: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value);
  const date = [part('year'), part('month') - 1, part('day')] as const;
  return Date.UTC(...date, part('hour'), part('minute'), part('second'));
}

/**
 * The first moment at which the zone's clocks show it; where they never do, as they are put forward over it, the moment
 * at which they are. No zone puts its clocks forth and back within two days.
 */
export function momentOf(wall: number, zone: string): number {
  const offset = (moment: number) => wallClock(moment, zone) - Math.floor(moment / 1000) * 1000;
  const [earlier, later] = [wall - DAY, wall + DAY].map(offset);
  const moments = [wall - earlier, wall - later].filter((moment) => wallClock(moment, zone) === wall);
  if (moments.length > 0) return Math.min(...moments);
  let [before, after] = [wall - later, wall - earlier];
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (offset(middle) === earlier) before = middle;
    else after = middle;
  }
  return after;
}
