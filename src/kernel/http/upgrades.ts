import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/settings';
import { ApiSurfaces } from './api-surface';
import { toFailure } from './failure.filter';
import { requestIdOf } from './request-hooks';

/** A request to speak WebSocket. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  /** What came behind the request. */
  head: Buffer;
  url: URL;
}

/** Takes the socket over, or throws: a refusal is answered in plain HTTP. */
export type UpgradeHandler = (upgrade: Upgrade) => Promise<void>;

interface Served {
  path: RegExp;
  handler: UpgradeHandler;
}

/** Headers that ask for another protocol. */
const ASKING = new Set(['upgrade', 'http2-settings']);

/**
 * Hands requests for WebSocket to who serves their path. Any other wish to change the protocol is passed over, as HTTP
 * allows (some clients ask for HTTP/2 with their first request): it is answered like the same request without it.
 */
@Injectable()
export class Upgrades implements OnModuleInit {
  private readonly logger = new Logger('http');
  private readonly served: Served[] = [];

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly surfaces: ApiSurfaces,
    private readonly settings: Settings,
  ) {}

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }

  /** To be called while modules are set up. @param path all of it */
  serve(path: RegExp, handler: UpgradeHandler): void {
    this.served.push({ path, handler });
  }

  onModuleInit(): void {
    if (this.settings.ROLE === 'worker') return;
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = this.urlOf(request);
      const served = url && isWebSocket(request) && this.served.find(({ path }) => path.test(url.pathname));
      if (served) void this.hand({ request, socket, head, url }, served.handler);
      else this.passOver(request, socket, head);
    });
  }

  private urlOf({ url = '/', headers }: IncomingMessage): URL | undefined {
    const path = this.surfaces.rewrite(url, headers.host);
    return URL.canParse(path, 'http://localhost') ? new URL(path, 'http://localhost') : undefined;
  }

  private async hand(upgrade: Upgrade, handler: UpgradeHandler): Promise<void> {
    const { request, socket, url } = upgrade;
    const gone = () => socket.destroy();
    socket.on('error', gone);
    try {
      await handler(upgrade);
      socket.off('error', gone);
    } catch (error) {
      this.refuse(error, request, socket, url.pathname);
    }
  }

  private refuse(error: unknown, request: IncomingMessage, socket: Duplex, path: string): void {
    const failure = toFailure(error);
    const id = requestIdOf(request);
    if (failure.status >= 500) this.logger.error({ err: error, requestId: id }, 'upgrade failed');
    const asked = { id, url: path, method: 'GET', headers: request.headers, routeOptions: {} } as FastifyRequest;
    const { status, body, headers, contentType } = this.surfaces.of(path).describe(failure, asked);
    const text = JSON.stringify(body);
    const lines = Object.entries({
      'x-request-id': id,
      ...failure.headers,
      ...headers,
      'content-type': contentType ?? 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${text}`, () =>
      socket.destroy(),
    );
  }

  /** Has the server read the request once more, without what it asked for. */
  private passOver({ method, url, httpVersion, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
    const lines = [`${method} ${url} HTTP/${httpVersion}`];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at].toLowerCase();
      if (ASKING.has(name)) continue;
      const value = name === 'connection' ? withoutAsking(rawHeaders[at + 1]) : rawHeaders[at + 1];
      lines.push(`${rawHeaders[at]}: ${value}`);
    }
    socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
    this.server.emit('connection', socket);
  }
}

const isWebSocket = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

const withoutAsking = (connection: string) =>
  connection
    .split(',')
    .filter((option) => !ASKING.has(option.trim().toLowerCase()))
    .join(',');
