import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

/** All addresses of a name; rejects when it has none. */
export type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

/**
 * The system's resolver (hosts file, search domains). It holds one of few threads for as long as a name server is
 * silent, so requests to one name at one moment share a single look-up; nothing is kept once it has answered.
 */
export function systemResolver(): ResolveHost {
  const running = new Map<string, Promise<LookupAddress[]>>();
  return (hostname) => {
    const shared = running.get(hostname);
    if (shared) return shared;
    const own = lookup(hostname, { all: true }).finally(() => running.delete(hostname));
    running.set(hostname, own);
    return own;
  };
}
