import { unescape } from 'node:querystring';

export interface BrokerAddress {
  /** Without a secret. */
  url: string;
  username?: string;
  password?: string;
}

/** The parts of `MQTT_URL`; user and password may have any characters, percent-encoded. */
export function readAddress(text: string): BrokerAddress {
  const url = new URL(text);
  const [username, password] = [url.username, url.password].map((part) => (part ? unescape(part) : undefined));
  url.username = url.password = '';
  return { url: url.href, username, password };
}
