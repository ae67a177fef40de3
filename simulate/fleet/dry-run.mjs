import { dockOf } from './docks.mjs';
import { Drone } from './drone.mjs';
import { Draws } from './faults.mjs';

const EPOCH = Date.parse('2024-01-01T00:00:00Z');
/** Seconds from the end of a flight to the next. */
const PAUSE = 5;

/** A square of 200 m beside the dock. */
function squareAt({ lat, lon }) {
  const corners = [
    [0.0005, 0],
    [0.0023, 0],
    [0.0023, 0.0023],
    [0.0005, 0.0023],
  ];
  const waypoints = corners.map(([north, east]) => ({ lat: lat + north, lon: lon + east, alt: 60, hoverSeconds: 2 }));
  return { speed: 10, altitudeMode: 'RELATIVE', finishAction: 'RTH', waypoints };
}

/** Prints so many seconds of flights without a server, for which nothing but the options matters. */
export function dryRun({ drones, seed, faults, home, dryRun: seconds }, print) {
  const fleet = Array.from({ length: drones }, (_, index) => {
    const number = index + 1;
    const dock = dockOf(home, number);
    const drone = new Drone({ dock, draws: new Draws(seed, number, faults), idPrefix: `dry-${number}` });
    return { deviceId: `drone-${number}`, drone, mission: squareAt(dock), rest: PAUSE, jobs: 0 };
  });
  let lease = 0;
  for (let second = 1; second <= seconds; second++) {
    const at = new Date(EPOCH + second * 1000).toISOString();
    for (const one of fleet) {
      if (!one.drone.busy && one.rest-- === 0) {
        one.jobs++;
        const id = `cmd-${++lease}`;
        const command = { id, type: 'assign', jobId: `job-${one.deviceId}-${one.jobs}`, lease, mission: one.mission };
        one.drone.receive(command);
        one.rest = PAUSE;
      }
      for (const { topic, message } of one.drone.tick(1)) {
        if (message.type === 'started') one.drone.acknowledged(message.id);
        print({ deviceId: one.deviceId, link: one.drone.connected, topic, message: { at, ...message } });
      }
    }
  }
  const flown = fleet.flatMap(({ drone }) => drone.flown);
  print({
    event: 'summary',
    seconds,
    assigned: lease,
    flown: flown.length,
    completed: flown.filter((one) => one.completed).length,
  });
}
