import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { CLOSE, StreamSocket } from './stream-socket';

const MIB = 1024 * 1024;

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent: string[] = [];
  closed?: number;
  pings = 0;
  terminated = false;

  send(text: string): void {
    this.sent.push(text);
    this.bufferedAmount += text.length;
  }

  close(code: number): void {
    this.closed = code;
    this.readyState = 2;
  }

  ping(): void {
    this.pings++;
  }

  terminate(): void {
    this.terminated = true;
  }
}

describe('StreamSocket', () => {
  let fake: FakeSocket;
  let socket: StreamSocket;

  beforeEach(() => {
    jest.useFakeTimers();
    fake = new FakeSocket();
    socket = new StreamSocket(fake as unknown as WebSocket);
  });

  afterEach(() => jest.useRealTimers());

  it('closes with 1013 on a reader that is more than 1 MiB behind', () => {
    socket.send('x'.repeat(MIB), false);
    socket.send('y', false);
    expect(fake.closed).toBeUndefined();
    socket.send('z', false);
    socket.send('z', false);
    expect([fake.closed, fake.sent.length]).toEqual([CLOSE.behind, 2]);
  });

  it('lets a reader catch up with what it gets on opening', () => {
    for (let index = 0; index < 3; index++) socket.send('x'.repeat(MIB), true);
    socket.send('y', false);
    expect(fake.closed).toBeUndefined();
    fake.bufferedAmount = 0;
    socket.send('x'.repeat(MIB + 1), false);
    socket.send('y', false);
    expect(fake.closed).toBe(CLOSE.behind);
  });

  it('pings each 30 s, and gives up who has not answered', () => {
    for (let second = 0; second < 29; second++) {
      jest.advanceTimersByTime(1000);
      socket.ping();
    }
    expect(fake.pings).toBe(0);
    jest.advanceTimersByTime(1000);
    socket.ping();
    expect(fake.pings).toBe(1);
    fake.emit('pong');
    jest.advanceTimersByTime(30_000);
    socket.ping();
    expect([fake.pings, fake.terminated]).toEqual([2, false]);
    jest.advanceTimersByTime(30_000);
    socket.ping();
    expect([fake.pings, fake.terminated]).toEqual([2, true]);
  });
});
