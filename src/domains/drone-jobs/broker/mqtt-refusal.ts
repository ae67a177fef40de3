/** CONNACK return codes of MQTT 3.1.1. */
export const CONNACK = { OTHER_CLIENT_ID: 2, UNAVAILABLE: 3, BAD_CREDENTIALS: 4, NOT_AUTHORIZED: 5 } as const;
export type ConnackCode = (typeof CONNACK)[keyof typeof CONNACK];

/** A connection that is not let in. */
export class MqttRefusal extends Error {
  constructor(readonly returnCode: ConnackCode) {
    super(`connection refused with code ${returnCode}`);
  }
}
