import type { LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';
import type { AllowList } from './allow-list';
import { bareHostname, isAddress, isLoopbackName } from './hostname';
import { OutboundError } from './outbound-error';
import { systemResolver, type ResolveHost } from './resolve-host';

export type Scheme = 'http' | 'https';

/** The first rule that a URL breaks. */
export type Refusal = 'scheme' | 'port' | 'credentials' | 'address';

/** Azure's platform address: public by its number, yet it serves each machine's own metadata. */
const AZURE_PLATFORM = '168.63.129.16';

/** The only part of IPv6 that is given out; ipaddr.js calls unassigned space unicast, `::127.0.0.1` included. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** Whether packets to this address leave for the public Internet; text that is no address is not public. */
export function isPublicAddress(address: string): boolean {
  if (!isAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv6' ? parsed.match(GLOBAL_UNICAST) : parsed.toString() !== AZURE_PLATFORM;
}

/** Decides which URLs and addresses the service may call on behalf of a user. */
export class AddressGuard {
  constructor(
    private readonly allow: AllowList,
    private readonly resolve: ResolveHost = systemResolver(),
  ) {}

  /**
   * What can be judged without a network. `http` passes for a host in the allow list, or when the caller's
   * specification names it in `schemes` (`https` by default). A name that passes is checked again when connecting.
   */
  refusal(url: URL, { schemes = ['https'] }: { schemes?: readonly Scheme[] } = {}): Refusal | undefined {
    const host = bareHostname(url.hostname);
    const listed = this.allow.allowsHost(host) || this.allow.allowsAddress(host);
    const permitted = listed ? ['http', 'https'] : schemes;
    if (!permitted.some((scheme) => url.protocol === `${scheme}:`)) return 'scheme';
    if (url.port === '0') return 'port';
    if (url.username || url.password) return 'credentials';
    if (listed) return undefined;
    return isLoopbackName(host) || (isAddress(host) && !isPublicAddress(host)) ? 'address' : undefined;
  }

  /** Whether this address may be connected to for this host. */
  permits(hostname: string, address: string): boolean {
    return this.allow.allowsHost(hostname) || this.allow.allowsAddress(address) || isPublicAddress(address);
  }

  /**
   * The addresses to connect to, every one of them checked.
   * @throws OutboundError `dns` when the name has none, `blocked` when any one is refused
   */
  async permittedAddresses(hostname: string): Promise<LookupAddress[]> {
    const addresses = await this.resolve(hostname).catch(() => []);
    if (addresses.length === 0) throw new OutboundError('dns', `${hostname} does not resolve`);
    if (addresses.every(({ address }) => this.permits(hostname, address))) return addresses;
    throw new OutboundError('blocked', `${hostname} points to a private or reserved address`);
  }

  /** Whether the name resolves now to any refused address. No answer within `timeoutMs` counts as no. */
  async resolvesToRefused(hostname: string, timeoutMs = 2000): Promise<boolean> {
    const host = bareHostname(hostname);
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<LookupAddress[]>((resolve) => (timer = setTimeout(resolve, timeoutMs, [])));
    try {
      const addresses = await Promise.race([this.resolve(host).catch(() => []), expired]);
      return addresses.some(({ address }) => !this.permits(host, address));
    } finally {
      clearTimeout(timer);
    }
  }
}
