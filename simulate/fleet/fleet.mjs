import { HttpLink } from '../../device/http-link.mjs';
import { MqttLink } from '../../device/mqtt-link.mjs';
import { dockOf } from './docks.mjs';
import { Drone } from './drone.mjs';
import { Draws } from './faults.mjs';

/** Milliseconds between two telemetry messages of a drone. */
const TICK = 1_000;

/** Drones that fly for a server, each with its link. */
export class Fleet {
  #timers = [];

  constructor(enrolled, { seed, faults, home, timeScale, transport }, api, broker) {
    const run = Date.now().toString(36);
    this.timeScale = timeScale;
    this.members = enrolled.map((device) => {
      const draws = new Draws(seed, device.number, faults);
      const drone = new Drone({ dock: dockOf(home, device.number), draws, idPrefix: `${run}-${device.number}` });
      const heard = { received: (command) => drone.receive(command), acknowledged: (id) => drone.acknowledged(id) };
      const link =
        transport === 'http'
          ? new HttpLink(device, heard, api)
          : new MqttLink(device, heard, { ...broker, anyCertificate: true });
      return { ...device, drone, link };
    });
  }

  /** The drones report one after the other, each once a second. */
  start() {
    this.members.forEach((member, index) => {
      const begin = () => {
        this.#timers.push(setInterval(() => this.#tick(member), TICK));
        this.#tick(member);
      };
      this.#timers.push(setTimeout(begin, (index * TICK) / this.members.length));
    });
  }

  async stop() {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.members.map(({ link }) => link.close()));
  }

  /** Every time a drone took off: jobId, lease, deviceId and whether it completed the mission. */
  get flown() {
    return this.members.flatMap(({ deviceId, drone }) => drone.flown.map((flight) => ({ deviceId, ...flight })));
  }

  #tick({ drone, link }) {
    const reports = drone.tick(this.timeScale);
    if (!drone.connected && link.open) link.drop();
    if (drone.connected && !link.open) link.connect();
    for (const { topic, message } of reports) link.send(topic, message);
  }
}
