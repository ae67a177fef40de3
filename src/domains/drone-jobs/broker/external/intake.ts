import type { IPublishPacket, MqttClient } from 'mqtt';

/** With an error the library reads on, and leaves the PUBACK to us. */
const LATER = new Error('acknowledged later');

const puback = (messageId: number) => Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff]);

/**
 * Takes in what a broker sends without one message waiting for another: the library itself goes on only when a message is
 * done. Each is acknowledged when it is taken in, in the order of their arrival; the broker limits how many are not.
 *
 * @param take resolves when the message may be acknowledged @param failed told why not: all that is not comes again
 */
export function takeAtOnce(
  client: MqttClient,
  take: (packet: IPublishPacket) => Promise<void>,
  failed: (error: unknown) => void,
): void {
  let acknowledged: Promise<void> = Promise.resolve();
  client.on('connect', () => (acknowledged = Promise.resolve()));
  client.handleMessage = (packet, done) => {
    const { stream } = client;
    const taken = take(packet);
    const { messageId } = packet;
    if (packet.qos === 0 || messageId === undefined) {
      taken.catch(() => undefined);
      return done();
    }
    acknowledged = Promise.all([taken, acknowledged]).then(
      () => {
        if (!stream.destroyed) stream.write(puback(messageId));
      },
      (error: unknown) => {
        if (!stream.destroyed) failed(error);
        stream.destroy();
      },
    );
    done(LATER);
  };
}
