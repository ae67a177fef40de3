import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startServer } from './server';
import type { Server } from './server';

/** What a test file is told about the server of its jest worker. */
export interface SharedState {
  url: string;
  mqttPort: number;
  databaseUrl: string;
  dataDir: string;
  key: string;
  /** All that it has written. */
  output: string;
}

/**
 * The plain servers of a run, in the process that outlives all test files: one for each jest worker whose files ask for
 * it. jest keeps nothing from file to file, so that they ask by HTTP: `POST /<worker>` for a server that runs, and
 * `GET /<worker>` for what became of it.
 */
export class SharedServers {
  private readonly servers = new Map<string, Promise<Server>>();

  private constructor(private readonly desk: HttpServer) {}

  static async open(): Promise<SharedServers> {
    const desk = createServer((request, response) => {
      const worker = request.url!.slice(1);
      const server = request.method === 'POST' ? shared.running(worker) : shared.servers.get(worker)!;
      server.then(
        ({ url, mqttPort, databaseUrl, dataDir, key, output }) =>
          response.end(JSON.stringify({ url, mqttPort, databaseUrl, dataDir, key, output } satisfies SharedState)),
        (error: Error) => response.writeHead(500).end(error.stack),
      );
    });
    const shared = new SharedServers(desk);
    desk.listen(0, '127.0.0.1');
    await once(desk, 'listening');
    return shared;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.desk.address() as AddressInfo).port}`;
  }

  /** Ends all, and removes what they had. */
  async close(): Promise<void> {
    this.desk.close();
    const servers = await Promise.allSettled(this.servers.values());
    await Promise.all(servers.map((server) => server.status === 'fulfilled' && server.value.stop()));
  }

  /** The server of a worker; another where it has ended, since one file must not fail the files after it. */
  private async running(worker: string): Promise<Server> {
    const known = await this.servers.get(worker)?.catch(() => undefined);
    if (known && (await known.answers())) return known;
    await known?.stop();
    const started = startServer({ worker });
    this.servers.set(worker, started);
    return started;
  }
}
