import type { IncomingMessage } from 'node:http';

/**
 * The credential of an Authorization header in any of the forms that the originals' clients send:
 * `Bearer <jwt>`, `<jwt>`, `Bearer sk_...`, `Token sk_...`, `sk_...`.
 */
export function credentialOf({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  const match = /^\s*(?:(?:bearer|token)\s+)?(\S+)\s*$/i.exec(headers.authorization ?? '');
  return match?.[1] ?? null;
}

export const isApiKey = (credential: string) => credential.startsWith('sk_');
