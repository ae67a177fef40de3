/** Milliseconds that an answer may take. */
const PATIENCE = 15_000;
/** What a credential is made of; nothing else could be a header. */
const CREDENTIAL = /^[\w.~+/=-]+$/;

/** What the server said instead of what was asked for. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The public calls, made with a key that is sent as a header and is never part of an address. */
export class Api {
  constructor(key) {
    this.key = key.trim().replace(/^bearer\s+/i, '');
  }

  /** @throws Refusal, or TypeError or DOMException where the server is not reached */
  async get(path, query = {}) {
    if (!CREDENTIAL.test(this.key)) throw new Refusal(401, 'That cannot be a key');
    const url = new URL(path, location.origin);
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${this.key}` },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const body = await answer.json().catch(() => undefined);
    if (!answer.ok) throw new Refusal(answer.status, body?.message ?? `The server answered ${answer.status}`);
    return body;
  }

  /** A list, page by page, up to so many items. */
  async list(path, field, query, most) {
    const items = [];
    let cursor;
    do {
      const page = await this.get(path, { ...query, limit: 100, cursor });
      items.push(...page[field]);
      cursor = page.nextCursor;
    } while (cursor && items.length < most);
    return items;
  }
}
