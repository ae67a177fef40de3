import { WebSocket } from 'ws';
import type { Server } from './server';
import { waitFor } from './wait-for';

/** What a WebSocket of the public streams was told. */
export interface StreamClient {
  messages: Record<string, unknown>[];
  /** Once it is closed: the code, and when. */
  closed?: { code: number; at: number };
  close(): void;
}

/** Opens a stream, and throws what it is refused with. */
export async function openStream(server: Server, path: string, headers = {}): Promise<StreamClient> {
  const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers });
  const client: StreamClient = { messages: [], close: () => socket.terminate() };
  socket.on('message', (data: Buffer) => client.messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
  socket.on('close', (code) => (client.closed = { code, at: performance.now() }));
  await new Promise<void>((opened, refused) => {
    socket.once('open', opened);
    socket.on('error', refused);
    socket.once('unexpected-response', (_, answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => refused(new StreamRefused(answer.statusCode!, JSON.parse(text) as StreamRefused['body'])));
    });
  });
  return client;
}

export class StreamRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: { message: string; details: { code: string } },
  ) {
    super(`${status} ${body.message}`);
  }
}

/** The first message from a place on that a test wants to see. */
export function messageOf(
  client: StreamClient,
  wanted: (message: Record<string, unknown>) => unknown,
  what = 'a message',
): Promise<Record<string, unknown>> {
  return waitFor(() => client.messages.find((message) => wanted(message)), { what, timeout: 10_000 });
}
