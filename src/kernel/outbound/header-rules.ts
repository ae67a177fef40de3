const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const RESERVED = new Set(
  'host content-length transfer-encoding connection keep-alive te trailer upgrade expect'.split(' '),
);

/** A header name by RFC 9110 5.6.2. */
export function isToken(name: string): boolean {
  return TOKEN.test(name);
}

/** A header value by RFC 9110 5.5: no control character but the tab, nothing above U+00FF. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}

/** Headers that belong to the connection or to the client itself, in any case: nobody may set them. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || lower.startsWith('proxy-');
}

/** @throws Error when a caller lets through what it should have refused; the value is not quoted. */
export function assertSendable(method: string, headers: Record<string, string>): void {
  if (!isToken(method)) throw new Error('The method is not a token');
  for (const [name, value] of Object.entries(headers)) {
    if (!isToken(name)) throw new Error(`The header name ${JSON.stringify(name)} is not a token`);
    if (isReservedHeader(name)) throw new Error(`The header ${name} is reserved`);
    if (!isHeaderValue(value)) throw new Error(`The value of the header ${name} is invalid`);
  }
}
