import type { ApiSection } from '../../kernel/http/api-surface';

/** The headings of the drone document. */
export const DRONE_SECTIONS: ApiSection[] = [
  {
    name: 'Jobs',
    description: 'Ask for flights, follow them, and see what became of them.',
    paths: /^\/v3\/jobs(?!.*\/(abort|pause|resume|return-to-home|commands)$)/,
  },
  {
    name: 'Flight control',
    description: 'Tell a drone in the air, or stop a whole group.',
    paths: /^\/v3\/(jobs|device-groups)\/.*\/(abort|pause|resume|return-to-home|commands|emergency-stop|release)$/,
  },
  {
    name: 'Fleet',
    description: 'Device groups with their geofences, and devices.',
    paths: /^\/v3\/(device-groups|devices|resources)/,
  },
  { name: 'Missions', description: 'What is flown, in versions; plan files and estimates.', paths: /^\/v3\/missions/ },
  {
    name: 'Schedules and alarms',
    description: 'Flights that are asked for by the clock, or by another system.',
    paths: /^\/v3\/(schedules|alarm-sources|alarms)/,
  },
  {
    name: 'Streams, shares and pages',
    description: 'Watch live: where streams are, links for guests, and the map `/v3/map`.',
    paths: /^\/v3\/(streams|shares?|map)/,
  },
  {
    name: 'Calls of devices',
    description: 'What a device calls that cannot hold a connection to the broker.',
    paths: /^\/v3\/device\//,
  },
  { name: 'Sign-in', description: 'A token for an API key.', paths: /^\/v3\/auth\// },
];
