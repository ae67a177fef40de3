// Lets a vehicle that speaks MAVLink fly the jobs of the service: a device to the server, a ground station to the vehicle.
import { setTimeout as delay } from 'node:timers/promises';
import { Api } from '../device/api.mjs';
import { HttpLink } from '../device/http-link.mjs';
import { MqttLink } from '../device/mqtt-link.mjs';
import { Bridge } from './mavlink/bridge.mjs';
import { identify } from './mavlink/identity.mjs';
import { readOptions, USAGE } from './mavlink/options.mjs';
import { StateFile } from './mavlink/state-file.mjs';

/** Milliseconds that what is on its way to the server gets at the end. */
const GOODBYE = 2_000;

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Each trouble once: a connection is tried again every second. */
function complainer() {
  let last;
  return ({ message }) => {
    if (message !== last) print({ event: 'error', message });
    last = message;
  };
}

async function run({ udp, base, transport, state: path, ...given }) {
  const api = new Api([base]);
  const stateFile = new StateFile(path);
  const state = await identify(given, stateFile, api);
  const failed = complainer();
  const connect = (heard) =>
    transport === 'http' ? new HttpLink(state, heard, api) : new MqttLink(state, { ...heard, failed });
  const bridge = new Bridge({ state, keep: (changed) => stateFile.write(changed), connect, print });
  const stopped = new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop());
  });
  const port = await bridge.open(udp);
  print({ event: 'ready', deviceId: state.deviceId, udp: { ...udp, port } });
  await stopped;
  await Promise.race([bridge.close(), delay(GOODBYE)]);
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) console.log(USAGE);
  else await run(options);
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
