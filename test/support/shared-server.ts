import { Server } from './server';
import type { SharedState } from './shared-servers';

/**
 * The server that the test files of this jest worker share, with the settings that `startServer` gives by itself: each
 * start takes seconds. A file has tenants of its own in it, and looks at nothing that others cause too: whoever looks at
 * all tenants, the default one, logs, metrics or what is to be done in the background, or ends the process, starts one.
 */
export async function sharedServer(): Promise<Server> {
  return new SharedServer(await ask('POST'));
}

class SharedServer extends Server {
  constructor({ url, mqttPort, databaseUrl, dataDir, key }: SharedState) {
    super(databaseUrl, dataDir, key, {}, () => Promise.resolve());
    this.url = url;
    this.mqttPort = mqttPort;
  }

  /** Leaves it to the next file, and fails the one that it did not survive. */
  override async stop(): Promise<void> {
    if (!(await this.answers())) throw new Error(`the shared server is gone:\n${(await ask('GET')).output}`);
  }

  override get output(): string {
    return refuse();
  }

  override get pid(): number | undefined {
    return refuse();
  }

  override get running(): boolean {
    return refuse();
  }

  override start = refuse;
  override kill = refuse;
  override terminate = refuse;
  override signal = refuse;
}

function refuse(): never {
  throw new Error('this server is shared: startServer() gives one whose process is yours');
}

async function ask(method: 'GET' | 'POST'): Promise<SharedState> {
  const response = await fetch(`${process.env.QUINTET_TEST_SHARED_SERVERS}/${process.env.JEST_WORKER_ID}`, { method });
  const text = await response.text();
  if (!response.ok) throw new Error(`no shared server: ${text}`);
  return JSON.parse(text) as SharedState;
}
