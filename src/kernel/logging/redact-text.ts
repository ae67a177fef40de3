const CENSOR = '[REDACTED]';
/** Names of parameters and fields that carry a secret. */
const NAMES =
  '(?:[a-z0-9_-]*(?:token|secret|password|passwd|api[_-]?key|signature)|key|sig|code|authorization|x-api-key)';

/** What a secret looks like inside a text. The texts are JSON, so none reaches over a quote or an escape. */
const SECRETS: [pattern: RegExp, replacement: string][] = [
  [/\b(sk|whsec)_[A-Za-z0-9_+/=-]{6,}/g, `$1_${CENSOR}`],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, CENSOR],
  [/\b(Bearer|Basic|Token|Digest) +[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${CENSOR}`],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'\\]*@/gi, `$1${CENSOR}@`],
  [new RegExp(`([?&;]${NAMES}=)[^&\\s"'\\\\<>)\\]}]+`, 'gi'), `$1${CENSOR}`],
  [new RegExp(`((?:password|passwd|secret|token) *[=:] *)[^\\s"'\\\\,;&]+`, 'gi'), `$1${CENSOR}`],
];

/** A text without the secrets that can be told by their look: keys, tokens, passwords in URLs and queries. */
export function redactText(text: string): string {
  return SECRETS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}
