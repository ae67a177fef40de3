/** Why a request has no answer. `blocked`: refused by the guard, nothing was sent. `aborted`: by the caller. */
export type OutboundFailure = 'timeout' | 'dns' | 'tls' | 'connection' | 'blocked' | 'aborted';

/** A request without a whole answer. The message names at most the host: no path, query, header or body. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';

  constructor(
    readonly code: OutboundFailure,
    message: string,
  ) {
    super(message);
  }
}

/** Certificate verification results are OpenSSL's X509_V_ERR names without a prefix of their own. */
const TLS_CODE =
  /^(EPROTO$|ERR_TLS_|ERR_SSL_)|CERT|CRL|ISSUER|LEAF_SIGNATURE|HOSTNAME|INVALID_(CA|PURPOSE)|PATH_LENGTH/;

/** Names a socket's, TLS's or HTTP parser's error; its own text and fields stay behind, as they may quote the answer. */
export function toOutboundError(error: Error, host: string): OutboundError {
  if (error instanceof OutboundError) return error;
  const { name, code = name } = error as NodeJS.ErrnoException;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new OutboundError('timeout', `Connecting to ${host} took too long`);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new OutboundError('aborted', `The request to ${host} was aborted by the shutdown`);
  }
  if (TLS_CODE.test(code)) return new OutboundError('tls', `TLS with ${host} failed: ${code}`);
  return new OutboundError('connection', `The connection to ${host} failed: ${code}`);
}
