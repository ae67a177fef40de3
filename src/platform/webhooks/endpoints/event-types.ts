import { ADMIN_SCOPE } from '../../../kernel/auth/scopes';
import { PLATFORM } from '../platform-events';

const EVERYTHING = '*';
const MAX_LENGTH = 200;
const FORM = /^quintet(\.[a-z0-9_]+)*(\.\*)?$/;

/** Whether a text is an event type, a prefix ending in `.*`, or `*` alone. */
export function isTypePattern(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && (value === EVERYTHING || FORM.test(value));
}

/** The domain that a pattern names; undefined when it spans them. */
export function domainOf(pattern: string): string | undefined {
  const domain = pattern.split('.', 2)[1];
  return domain === EVERYTHING ? undefined : domain;
}

/** The domains whose events a credential may read; those of the platform itself are for admins. */
export function readableDomains(scopes: ReadonlySet<string>): string[] {
  const domains = [...scopes].filter((scope) => scope.endsWith(':read')).map((scope) => scope.split(':', 1)[0]);
  return scopes.has(ADMIN_SCOPE) ? [...domains, PLATFORM] : domains;
}

/** The scope that lets a credential read a domain's events. */
export const readScope = (domain: string) => (domain === PLATFORM ? ADMIN_SCOPE : `${domain}:read`);

/** An SQL condition: the endpoint `webhook` wants the `event` and may have it. */
export const WANTS_EVENT = `split_part(event.type, '.', 2) = ANY (webhook.domains)
  AND EXISTS (
    SELECT FROM unnest(webhook.types) AS wanted
    WHERE wanted IN ('${EVERYTHING}', event.type)
      OR (right(wanted, 2) = '.*' AND starts_with(event.type, left(wanted, -1)))
  )`;
