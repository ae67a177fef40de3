import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run bridge:mavlink -- [options]
  --token et_...        enrolment token of the device; needed once
  --udp HOST:PORT       where the vehicle sends to (0.0.0.0:14550)
  --base URL            the server (http://127.0.0.1:3000)
  --state FILE          keeps the credential and the flight (DATA_DIR/mavlink-PORT.json)
  --transport NAME      mqtt (default) or http
  --credential dk_...   instead of a token, with --transport http
  --help                this text`;

const OPTIONS = {
  token: { type: 'string' },
  credential: { type: 'string' },
  udp: { type: 'string', default: '0.0.0.0:14550' },
  base: { type: 'string', default: 'http://127.0.0.1:3000' },
  state: { type: 'string' },
  transport: { type: 'string', default: 'mqtt' },
  help: { type: 'boolean', default: false },
};

function udpOf(text) {
  const [, host, digits] = /^(?:\[?([^[\]]+)\]?):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (!host || port > 65_535) throw new Error('--udp must be HOST:PORT');
  return { host, port };
}

/** @throws Error with one clear line for what is no option, or not a good one */
export function readOptions(args, { DATA_DIR = '.data' } = {}) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { token, credential, transport, help } = values;
  const udp = udpOf(values.udp);
  if (!['mqtt', 'http'].includes(transport)) throw new Error('--transport must be mqtt or http');
  if (credential && transport !== 'http') {
    throw new Error('--credential needs --transport http: where the broker is, only an enrolment tells');
  }
  const base = values.base.replace(/\/$/, '');
  if (!URL.canParse(base)) throw new Error('--base must be a URL');
  const state = values.state ?? join(DATA_DIR, `mavlink-${udp.port}.json`);
  return { token, credential, udp, base, state, transport, help };
}
