/** Signs and words for how a device is. */
export const CONDITIONS = {
  lost: { mark: '✕', word: 'link lost' },
  flying: { mark: '▲', word: 'flying' },
  ready: { mark: '●', word: 'on the ground' },
  offline: { mark: '○', word: 'offline' },
  stale: { mark: '◌', word: 'last known' },
};

/** Signs and words for how a flight is. */
export const FLIGHTS = {
  IN_PROGRESS: { mark: '▲', word: 'in flight' },
  QUEUED: { mark: '◷', word: 'waiting' },
  PENDING: { mark: '◷', word: 'planned' },
  COMPLETED: { mark: '✓', word: 'completed' },
  FAILED: { mark: '✕', word: 'failed' },
  CANCELLED: { mark: '–', word: 'cancelled' },
};

const has = (value) => value !== undefined && value !== null;

/** `WAYPOINT` and `GPS_NORMAL` as people write them. */
export const plain = (name) => (has(name) ? name.toLowerCase().replaceAll('_', ' ').replace('gps', 'GPS') : undefined);

/** A value to so many places, with its unit. */
export const measure = (value, unit, places = 0) =>
  typeof value === 'number' ? `${value.toFixed(places)}${unit === '°' ? '' : '\u00a0'}${unit}` : undefined;

export const timeOf = (milliseconds) => (has(milliseconds) ? new Date(milliseconds).toLocaleTimeString() : undefined);

const spanOf = (seconds) =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** How far a flight is: `mission, waypoint 2 of 5, 40 s left`. */
export function progressText({ progress, route, paused, linkLost }) {
  const { phase, waypointIndex, etaSeconds } = progress ?? {};
  const of = route ? ` of ${route.length}` : '';
  return [
    linkLost ? 'link lost' : undefined,
    paused ? 'paused' : plain(phase),
    has(waypointIndex) ? `waypoint ${waypointIndex + 1}${of}` : undefined,
    etaSeconds > 0 ? `${spanOf(etaSeconds)} left` : undefined,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Why a job waits; many devices often say the same. */
export const reasonsText = ({ reasons, failure }) =>
  failure ? `${failure.code}: ${failure.message}` : [...new Set(reasons.map(({ message }) => message))].join(' · ');

/** `windSpeed 3, temperature 20` */
export const weatherText = (weather) =>
  Object.entries(weather ?? {})
    .filter(([, value]) => has(value))
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${value}`)
    .join(', ');
