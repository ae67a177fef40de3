import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { bareHostname, isAddress } from './hostname';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/** The exceptions to the outbound guard (`OUTBOUND_ALLOW`): exact host names, addresses and CIDRs. */
export class AllowList {
  private constructor(
    private readonly hosts: ReadonlySet<string>,
    private readonly ranges: readonly Range[],
  ) {}

  /**
   * Reads a comma-separated list such as `localhost, 10.1.0.0/16, ::1`; an empty text allows nothing.
   * @throws Error with one line that names the first malformed entry
   */
  static parse(text: string): AllowList {
    const hosts = new Set<string>();
    const ranges: Range[] = [];
    for (const entry of text.split(',').map((part) => part.trim())) {
      if (entry === '') continue;
      const range = parseRange(bareHostname(entry));
      if (range) ranges.push(range);
      else hosts.add(parseHost(entry));
    }
    return new AllowList(hosts, ranges);
  }

  /** Whether this exact name is listed, in any case and with or without the root dot. */
  allowsHost(hostname: string): boolean {
    return this.hosts.has(bareHostname(hostname));
  }

  /** Whether a listed address or CIDR of the same family holds this address; a mapped IPv4 address is IPv6. */
  allowsAddress(address: string): boolean {
    if (!isAddress(address)) return false;
    const parsed = ipaddr.parse(address);
    return this.ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  }
}

function parseRange(entry: string): Range | undefined {
  const [address, prefix, ...rest] = entry.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (prefix === undefined) return version ? [ipaddr.parse(address), version === 4 ? 32 : 128] : undefined;
  const bits = Number(prefix);
  if (!version || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || bits > (version === 4 ? 32 : 128)) {
    throw new Error(`OUTBOUND_ALLOW: "${entry}" is not a valid CIDR`);
  }
  return [ipaddr.parse(address), bits];
}

function parseHost(entry: string): string {
  const host = bareHostname(domainToASCII(entry));
  // Spellings such as 127.1 or 0x7f.1 are addresses to a URL parser: as a name they would never match.
  if (!HOST_NAME.test(host) || isAddress(host)) {
    throw new Error(`OUTBOUND_ALLOW: "${entry}" is not a host name, an address or a CIDR`);
  }
  return host;
}
