export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  text: string;
}

export interface RawRequest {
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** A plain HTTP client: what a user of the API sees, nothing more. */
export class Client {
  constructor(
    private readonly url: string,
    readonly key: string | undefined,
  ) {}

  get = (path: string, headers?: Record<string, string>) => this.raw('GET', path, { headers });
  delete = (path: string, headers?: Record<string, string>) => this.raw('DELETE', path, { headers });
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('POST', path, body, headers);
  put = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PUT', path, body, headers);
  patch = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('PATCH', path, body, headers);

  async raw(method: string, path: string, { body, headers }: RawRequest = {}): Promise<Answer> {
    const credential: Record<string, string> = this.key === undefined ? {} : { authorization: `Bearer ${this.key}` };
    const response = await fetch(this.url + path, {
      method,
      body: typeof body === 'string' ? Buffer.from(body) : body,
      headers: { ...credential, ...headers },
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }

  private send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    if (body === undefined) return this.raw(method, path, { headers });
    return this.raw(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
