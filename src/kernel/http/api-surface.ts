import type { FastifyRequest } from 'fastify';
import { ADMIN_SCOPE, METRICS_SCOPE } from '../auth/scopes';
import type { Failure } from '../errors/failure';

/** What a surface answers for a failure. */
export interface ErrorAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  contentType?: string;
}

/** How a surface reads a request body. */
export interface BodyRules {
  /** Bytes; a route may set another limit by `@BodyLimit`. */
  maxBytes: number;
  /** What a request without a body (or with an empty one, whatever its type) counts as. */
  empty: unknown;
  /** Refuse a wrong media type before an oversize body; the other way round when left out. */
  typeBeforeSize?: boolean;
  /** Whether a body of this media type (lower case, without parameters; undefined when absent) is read. */
  accepts(mediaType: string | undefined): boolean;
  /** @throws Failure `malformed-json` */
  parse(body: Buffer, mediaType: string | undefined): unknown;
}

/** A part of a surface's OpenAPI document, for those who look for one call among many. */
export interface ApiSection {
  name: string;
  description: string;
  /** Paths of the calls in it; the first section that fits has a call. */
  paths: RegExp;
}

/**
 * One of the front doors: the published look of an API. Domains describe theirs, the kernel applies it to every
 * request below its prefixes, unknown routes included.
 */
export interface ApiSurface {
  /** Prefix of the surface's scopes (`<name>:read`, `<name>:write`) and name of its OpenAPI document. */
  name: string;
  title: string;
  description: string;
  /** Path prefixes; a request belongs to the surface with the longest match. */
  prefixes: string[];
  /** A Host whose first label is this is rewritten onto the first prefix. */
  hostLabel?: string;
  /** Prefixes of another name, rewritten onto the prefix that they stand for. */
  aliases?: Record<string, string>;
  body: BodyRules;
  /**
   * Judges an Accept header, after the credential and before the body is read (after it when `negotiateAfterBody`).
   * @throws Failure when it admits none of the types that the surface answers with
   */
  negotiate?(accept: string | undefined): void;
  negotiateAfterBody?: boolean;
  /** Where its OpenAPI document is served too. */
  documentPaths?: string[];
  /** The call that a newcomer tries first; printed at start as a curl and shown in the documents. */
  example?: { path: string; body: object };
  /** Under what headings its own OpenAPI document shows its calls; without them all are under its name. */
  sections?: ApiSection[];
  describe(failure: Failure, request: FastifyRequest): ErrorAnswer;
}

/** The surfaces of the application: those of the domains, and one for everything that belongs to none. */
export class ApiSurfaces {
  private readonly byLength: { prefix: string; surface: ApiSurface }[];
  private readonly aliases: [alias: string, prefix: string][];

  constructor(
    private readonly domains: ApiSurface[],
    private readonly fallback: ApiSurface,
  ) {
    this.byLength = [...domains, fallback]
      .flatMap((surface) => surface.prefixes.map((prefix) => ({ prefix, surface })))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    this.aliases = domains.flatMap(({ aliases }) => Object.entries(aliases ?? {}));
  }

  /** Every surface, in the order in which the documents offer them. */
  get documented(): ApiSurface[] {
    return [...this.domains, this.fallback];
  }

  /** Every scope that there is. */
  get scopes(): string[] {
    return [...this.domains.flatMap(({ name }) => [`${name}:read`, `${name}:write`]), ADMIN_SCOPE, METRICS_SCOPE];
  }

  /** The surface that answers for a URL, with or without a query. */
  of(url: string): ApiSurface {
    const match = this.byLength.find(({ prefix }) => isBelow(url, prefix));
    return match?.surface ?? this.fallback;
  }

  /** The surface that a request came in by. Its route decides: a URL can spell its path in many ways (`/%61pi`). */
  serving(request: FastifyRequest): ApiSurface {
    return this.of(request.routeOptions.url ?? decoded(request.url));
  }

  /** The URL that is routed: under the prefix of a surface when it came in by its host label or an alias. */
  rewrite(url: string, host: string | undefined): string {
    const prefixed = this.withPrefix(url, host);
    const alias = this.aliases.find(([from]) => isBelow(prefixed, from));
    return alias ? alias[1] + prefixed.slice(alias[0].length) : prefixed;
  }

  private withPrefix(url: string, host: string | undefined): string {
    const label = host?.split('.', 1)[0]?.toLowerCase();
    const surface = host?.includes('.') ? this.domains.find((candidate) => candidate.hostLabel === label) : undefined;
    if (!surface || this.of(url) === surface) return url;
    return surface.prefixes[0] + (url.startsWith('/') ? url : `/${url}`);
  }
}

/** A path as the router reads it. */
function decoded(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function isBelow(url: string, prefix: string): boolean {
  return url.startsWith(prefix) && (url.length === prefix.length || '/?#'.includes(url[prefix.length]));
}
