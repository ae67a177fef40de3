import { parseArgs } from 'node:util';
import { FAULTS } from './faults.mjs';

const TEXTS = {
  drones: '5',
  seed: '1',
  faults: '',
  base: 'http://127.0.0.1:3000',
  key: undefined,
  group: undefined,
  home: '37.7749,-122.4194',
  'time-scale': '1',
  duration: undefined,
  transport: 'mqtt',
  'dry-run': undefined,
  jobs: '0',
  kills: '0',
  servers: '1',
  'broker-restarts': '0',
};

function number(name, text, least, most, whole = true) {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new Error(`--${name} must be a${whole ? ' whole' : ''} number from ${least} to ${most}`);
  }
  return value;
}

function faultsOf(text) {
  return Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [fault, share = ''] = pair.split('=');
        if (!FAULTS.includes(fault)) throw new Error(`--faults knows ${FAULTS.join(', ')}, not ${fault}`);
        return [fault, number(`faults ${fault}`, share, 0, 1, false)];
      }),
  );
}

/** @throws Error with one clear line for what is no option, or not a good one */
export function readOptions(args) {
  const options = Object.fromEntries(
    Object.entries(TEXTS).map(([name, normal]) => [name, { type: 'string', default: normal }]),
  );
  const { values } = parseArgs({ args, options: { ...options, mosquitto: { type: 'boolean', default: false } } });
  const [lat = '', lon = ''] = values.home.split(',');
  if (!['mqtt', 'http'].includes(values.transport)) throw new Error('--transport must be mqtt or http');
  const brokerRestarts = number('broker-restarts', values['broker-restarts'], 0, 1_000);
  if (brokerRestarts > 0 && !values.mosquitto) throw new Error('--broker-restarts needs --mosquitto');
  return {
    drones: number('drones', values.drones, 1, 5_000),
    seed: number('seed', values.seed, 0, 2 ** 31),
    faults: faultsOf(values.faults),
    base: values.base.replace(/\/$/, ''),
    key: values.key,
    group: values.group,
    home: { lat: number('home', lat, -90, 90, false), lon: number('home', lon, -180, 180, false) },
    timeScale: number('time-scale', values['time-scale'], 1, 60),
    duration: values.duration === undefined ? undefined : number('duration', values.duration, 1, 10_000_000),
    transport: values.transport,
    dryRun: values['dry-run'] === undefined ? undefined : number('dry-run', values['dry-run'], 1, 1_000_000),
    jobs: number('jobs', values.jobs, 0, 100_000),
    kills: number('kills', values.kills, 0, 1_000),
    servers: number('servers', values.servers, 1, 4),
    mosquitto: values.mosquitto,
    brokerRestarts,
  };
}
