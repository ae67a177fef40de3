import { ADMIN_SCOPE } from '../../kernel/auth/scopes';

const PLATFORM = 'platform';

/**
 * The prefixes of the event types that scopes let a credential read, of all that there are. Those of the platform, such
 * as who made which key, are for administrators.
 */
export function readablePrefixes(domains: string[], scopes: ReadonlySet<string>): string[] {
  return domains
    .filter((domain) => scopes.has(domain === PLATFORM ? ADMIN_SCOPE : `${domain}:read`))
    .map((domain) => `quintet.${domain}.*`);
}

/** The types that are both asked for and below one of the prefixes. */
export function narrow(prefixes: string[], wanted: string): string[] {
  if (prefixes.some((prefix) => isWithin(wanted, prefix))) return [wanted];
  return prefixes.filter((prefix) => isWithin(prefix, wanted));
}

function isWithin(type: string, pattern: string): boolean {
  return type === pattern || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
}
