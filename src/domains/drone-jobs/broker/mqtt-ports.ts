import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Injectable, Logger } from '@nestjs/common';
import { DroneSettings } from '../drone-settings';
import { MqttEndpoint } from './mqtt-endpoint';

const DEFAULT_PORT = 1883;
const MAX_CONNECTIONS = 20_000;

/** The ports of the embedded broker. */
@Injectable()
export class MqttPorts {
  private readonly logger = new Logger('drone-broker');
  private readonly servers: Server[] = [];

  constructor(
    private readonly settings: DroneSettings,
    private readonly endpoint: MqttEndpoint,
  ) {}

  /** @throws Error for a port that was asked for and is taken, and for a certificate that cannot be used */
  async open(connected: (socket: Socket) => void): Promise<void> {
    const { MQTT_PORT, MQTT_TLS_CERT, MQTT_TLS_KEY, MQTTS_PORT } = this.settings;
    const plain = createServer(connected);
    const port =
      MQTT_PORT === undefined ? await this.listenSomewhere(plain) : await this.listen(plain, MQTT_PORT, 'MQTT_PORT');
    this.endpoint.isOpen('mqtt', port);
    if (MQTT_TLS_CERT === undefined || MQTT_TLS_KEY === undefined) return;
    const secure = createTlsServer(certificate(MQTT_TLS_CERT, MQTT_TLS_KEY), connected);
    this.endpoint.isOpen('mqtts', await this.listen(secure, MQTTS_PORT, 'MQTTS_PORT'));
  }

  /** No connection comes any more. */
  close(): void {
    for (const server of this.servers) server.close();
  }

  private async listenSomewhere(server: Server): Promise<number> {
    try {
      return await this.bind(server, DEFAULT_PORT);
    } catch (error) {
      if (!isTaken(error)) throw error;
      const port = await this.bind(server, 0);
      this.logger.warn(`port ${DEFAULT_PORT} is taken: MQTT is at port ${port} until MQTT_PORT says otherwise`);
      return port;
    }
  }

  private async listen(server: Server, port: number, variable: string): Promise<number> {
    return this.bind(server, port).catch((error: unknown) => {
      throw isTaken(error) ? new Error(`${variable}: port ${port} is taken`) : error;
    });
  }

  private async bind(server: Server, port: number): Promise<number> {
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.endpoint.bindHost, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }
}

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

function certificate(certFile: string, keyFile: string): { cert: Buffer; key: Buffer } {
  return { cert: read(certFile, 'MQTT_TLS_CERT'), key: read(keyFile, 'MQTT_TLS_KEY') };
}

function read(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Error(`${variable} names a file that cannot be read`);
  }
}
