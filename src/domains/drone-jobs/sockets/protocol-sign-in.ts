import type { IncomingMessage } from 'node:http';

const SIGN_IN = 'quintet.bearer.';

/**
 * The credential of a browser, which can send no Authorization header with a WebSocket: it offers the subprotocols
 * `quintet.stream` and `quintet.bearer.<token or key>`, so that the credential is in no address.
 */
export function protocolCredentialOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  return offered?.find((name) => name.startsWith(SIGN_IN))?.slice(SIGN_IN.length);
}

/** The first subprotocol that a client offers and that is no credential: an answer never repeats one. */
export const spokenProtocol = (offered: Set<string>): string | false =>
  [...offered].find((name) => !name.startsWith(SIGN_IN)) ?? false;
