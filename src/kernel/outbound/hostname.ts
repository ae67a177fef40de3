import { isIP } from 'node:net';

/** A URL's host as look-ups and lists know it: lower case, without the root dot and without the brackets of IPv6. */
export function bareHostname(hostname: string): string {
  const name = hostname.toLowerCase();
  if (name.startsWith('[') && name.endsWith(']')) return name.slice(1, -1);
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** RFC 6761 6.3: `localhost` and every name below it stand for the loopback, whatever a resolver says. */
export function isLoopbackName(hostname: string): boolean {
  return /(^|\.)localhost\.*$/i.test(hostname);
}

/** Whether the host is an address and not a name; zone ids such as `fe80::1%eth0` count as addresses. */
export function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0;
}
