// Drones for a fleet that has none: each enrols, connects and flies as a real one would, with the faults that it is told to
// have. With --jobs it asks for the flights itself, and looks at the end that none was flown twice, lost or left unexplained;
// with --kills, --servers and --mosquitto it runs a service and a broker of its own, which are killed meanwhile.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../device/api.mjs';
import { dryRun } from './fleet/dry-run.mjs';
import { enrol, findGroup } from './fleet/enrolment.mjs';
import { Fleet } from './fleet/fleet.mjs';
import { MortalBroker } from './fleet/mortal-broker.mjs';
import { MortalServer } from './fleet/mortal-server.mjs';
import { readOptions } from './fleet/options.mjs';
import { jobsAtTheEnd, judge, makeJobs } from './fleet/work.mjs';

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

// Whoever reads has seen enough.
process.stdout.on('error', () => process.exit(0));

/** The key that the service makes at its first start. */
function developmentKey() {
  const folder = process.env.DATA_DIR ?? '.data';
  try {
    return readFileSync(join(folder, 'api-key'), 'utf8').trim();
  } catch {
    throw new Error(`no key in ${folder}: start the service first, or give one with --key`);
  }
}

async function fly(options, server, broker) {
  const api = new Api(server?.urls ?? [options.base], server?.key ?? options.key ?? developmentKey());
  const group = await findGroup(api, options.group);
  const devices = await enrol(api, group, options.drones);
  broker?.admit(devices);
  const fleet = new Fleet(devices, options, api, { servers: server?.brokers, external: broker !== undefined });
  const stopped = new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop());
    if (options.duration) setTimeout(stop, options.duration * 1000);
  });
  let over = false;
  void stopped.then(() => (over = true));
  fleet.start();
  print({
    event: 'ready',
    deviceGroupId: group.deviceGroupId,
    deviceIds: fleet.members.map(({ deviceId }) => deviceId),
  });
  const summary = { drones: options.drones };
  if (options.jobs > 0) {
    const ids = await makeJobs(api, group, options);
    server?.killRepeatedly(options.kills, options.seed);
    broker?.killRepeatedly(options.brokerRestarts, options.seed);
    const jobs = await jobsAtTheEnd(api, group, ids, () => over);
    await server?.survive();
    await broker?.survive();
    for (const job of jobs) summary[job.status] = (summary[job.status] ?? 0) + 1;
    Object.assign(summary, await judge(api, ids, fleet.flown));
  } else {
    await stopped;
  }
  await fleet.stop();
  const { flown } = fleet;
  print({ event: 'summary', ...summary, flown: flown.length, completed: flown.filter((one) => one.completed).length });
  return summary.violations?.length ? 1 : 0;
}

let options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exit(2);
}
if (options.dryRun) {
  dryRun(options, print);
} else {
  let broker, server;
  try {
    if (options.mosquitto) broker = await MortalBroker.start();
    if (broker || options.kills > 0 || options.servers > 1) {
      server = await MortalServer.start(options.servers, broker?.url);
    }
    process.exitCode = await fly(options, server, broker);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await server?.stop();
    await broker?.stop();
  }
  process.exit();
}
