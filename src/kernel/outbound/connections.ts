import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, Client, Pool, type Dispatcher } from 'undici';
import type { AddressGuard } from './address-guard';
import { isAddress } from './hostname';
import { OutboundError } from './outbound-error';

/** A connection attempt ends after this time, whatever the request's own limits. */
const CONNECT_TIMEOUT_MS = 10_000;

const KEEP_ALIVE_MS = 4000;
const MAX_HEADER_BYTES = 16_384;

export interface ConnectionOptions {
  /** Open connections to one origin; further requests wait for a free one. */
  connectionsPerOrigin: number;
  /** Trusted certificate authorities (PEM) in place of the system's own. */
  ca?: string;
  /** False: one connection per request. */
  keepAlive: boolean;
}

/** Dispatch options that also hear which connection takes the request. */
export interface ObservedDispatch extends Dispatcher.DispatchOptions {
  observer?: ConnectionObserver;
}

export interface ConnectionObserver {
  /** A connection, kept or to be opened, is the request's own; false when the request is no longer wanted. */
  onAssigned(): boolean;
  /** It was newly opened for this request. */
  onConnected(): void;
}

/** An agent that connects only to addresses that the guard permits; so those of its kept connections were checked. */
export function guardedAgent(guard: AddressGuard, { connectionsPerOrigin, ca, keepAlive }: ConnectionOptions): Agent {
  return new Agent({
    connections: connectionsPerOrigin,
    pipelining: keepAlive ? 1 : 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The exchange keeps its own, exact limits.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: guardedConnector(guard, ca),
    factory: (origin, options) =>
      new Pool(origin, { ...options, factory: (url, opts) => new ObservedClient(url, opts) }),
  });
}

function guardedConnector(guard: AddressGuard, ca: string | undefined): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    guard.permittedAddresses(hostname).then(
      (addresses) => {
        if (options.all) callback(null, addresses);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error) => callback(error, []),
    );
  };
  const connect = buildConnector({
    lookup,
    timeout: CONNECT_TIMEOUT_MS,
    ...(ca && { ca }),
  } as buildConnector.BuildOptions);
  return (options, callback) => {
    // A literal address is never looked up.
    if (isAddress(options.hostname) && !guard.permits(options.hostname, options.hostname)) {
      const error = new OutboundError('blocked', `${options.hostname} is a private or reserved address`);
      queueMicrotask(() => callback(error, null));
    } else {
      connect(options, callback);
    }
  };
}

/** A connection that tells its request whether it was opened for it: only then is an error the target's own. */
class ObservedClient extends Client {
  private observer?: ConnectionObserver;

  constructor(url: URL, options: Client.Options) {
    super(url, options);
    this.on('connect', () => this.observer?.onConnected());
  }

  override dispatch(options: ObservedDispatch, handler: Dispatcher.DispatchHandler): boolean {
    this.observer = options.observer;
    // True asks the pool for the next request in its queue.
    if (this.observer?.onAssigned() === false) return true;
    return super.dispatch(options, handler);
  }
}
