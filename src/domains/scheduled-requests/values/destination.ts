const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** Scheme, host and port of an accepted URL, the port always written: `https://example.com:443`. */
export function destinationOf(url: string): string {
  const { protocol } = new URL(url);
  return `${protocol}//${hostAndPort(url)}`;
}

/** `example.com:443` */
export function hostAndPort(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}
