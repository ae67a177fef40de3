import { createSocket } from 'node:dgram';
import { minimal } from 'node-mavlink';
import { Encoder, packetsIn } from './codec.mjs';

/** The line to one vehicle: the first autopilot that is heard, wherever its last packet came from. */
export class UdpLine {
  #socket;
  #encoder = new Encoder();
  #peer;
  #vehicle;

  /** @param heard called with the name and the fields of each message of the vehicle */
  constructor(heard) {
    this.heard = heard;
  }

  /** Resolves with the port, once vehicles can reach it. @throws Error where it cannot be had */
  async open({ host, port }) {
    this.#socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('message', (datagram, from) => this.#received(datagram, from));
    await new Promise((opened, failed) => {
      this.#socket.once('error', failed);
      this.#socket.bind(port, host, () => {
        this.#socket.off('error', failed);
        opened();
      });
    });
    // What cannot be sent now is sent again later.
    this.#socket.on('error', () => undefined);
    return this.#socket.address().port;
  }

  /** Lost where no vehicle has been heard yet. @param kind class of node-mavlink */
  send(kind, fields) {
    if (!this.#peer) return;
    const { system, component } = this.#vehicle;
    const addressed = { targetSystem: system, targetComponent: component, ...fields };
    this.#socket.send(this.#encoder.encode(kind, addressed), this.#peer.port, this.#peer.address, () => undefined);
  }

  close() {
    this.#socket.close();
  }

  #received(datagram, from) {
    for (const { system, component, name, message } of packetsIn(datagram)) {
      if (!this.#vehicle && name === 'HEARTBEAT' && message.autopilot !== minimal.MavAutopilot.INVALID) {
        this.#vehicle = { system, component };
      }
      if (system !== this.#vehicle?.system || component !== this.#vehicle.component) continue;
      this.#peer = from;
      this.heard(name, message);
    }
  }
}
