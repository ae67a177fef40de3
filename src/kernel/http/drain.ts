import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Health } from '../health/health';

/** Milliseconds that requests get to end, counted from the moment the process is told to stop. */
const TIMEOUT = 8_000;
/** Milliseconds between looks for connections whose last answer was sent. */
const SWEEP = 100;

/**
 * The end of the HTTP server: no new connection from the moment the process is told to stop, "not ready" to who asks on
 * an old one, and time for requests under way.
 */
@Injectable()
export class Drain implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly connections = new Set<Socket>();
  private closed: Promise<unknown> = Promise.resolve();
  private deadline = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    health: Health,
  ) {
    health.register(() => !this.signal.aborted);
  }

  /** Aborted when the process is told to stop: the moment to end answers that have no end of their own. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }

  onModuleInit(): void {
    this.server.on('connection', (socket: Socket) => {
      // One that wished for another protocol in vain comes again.
      if (this.connections.has(socket)) return;
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  onModuleDestroy(): void {
    this.deadline = Date.now() + TIMEOUT;
    const sweep = setInterval(() => this.server.closeIdleConnections(), SWEEP);
    this.closed = new Promise((closed) => this.server.close(closed)).finally(() => clearInterval(sweep));
    // Node.js does not count those as idle that have not said a word.
    for (const socket of this.connections) if (socket.bytesRead === 0) socket.destroy();
    this.stopping.abort();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([this.closed, delay(Math.max(0, this.deadline - Date.now()), undefined, { ref: false })]);
    this.server.closeAllConnections();
  }
}
