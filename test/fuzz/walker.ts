import { randomUUID } from 'node:crypto';
import { parsed } from './answers';
import { print } from './json-text';
import type { Document, Operation } from './openapi';
import { Requests } from './requests';
import type { FuzzRequest } from './requests';

/** Whose thing a request names: one's own, the other tenant's, or nobody's. */
export type Whose = 'own' | 'other' | 'nobody';

const ID = /(^|_)id$|Id$/;

export interface WalkRequest extends FuzzRequest {
  /** The ids of the other tenant's things in the target, as they stand there. */
  foreign: string[];
}

/** A tenant who makes things, and knows the ids of what it has seen. */
export class Walker {
  /** By surface and name of the field, such as `drone.jobId`. */
  private readonly known = new Map<string, Set<string>>();
  private made = 0;

  constructor(
    private readonly name: string,
    readonly key: string,
    private readonly document: Document,
  ) {}

  /** Stands in the name of everything that it makes. */
  get mark(): string {
    return `made-by-${this.name}`;
  }

  /** Remembers the ids in an answer. */
  see({ surface }: Operation, text: string): void {
    const look = (value: unknown, name: string): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [key, member] of Object.entries(value)) look(member, key);
      } else if (ID.test(name) && (typeof value === 'string' || typeof value === 'number')) {
        this.ids(surface, name).add(String(value));
      }
    };
    look(parsed(text), '');
  }

  /** Takes it that what a request named is no more. */
  forget({ target }: FuzzRequest): void {
    const id = decodeURIComponent(target.split('/').at(-1)!);
    for (const ids of this.known.values()) ids.delete(id);
  }

  knows(surface: string, id: string): boolean {
    return [...this.known].some(([name, ids]) => name.startsWith(`${surface}.`) && ids.has(id));
  }

  /** The documents' own example of a request, about things of its own unless `whose` says otherwise. */
  request(operation: Operation, other: Walker, whose: Whose[], pick: number): WalkRequest {
    const { method, path, surface, body } = operation;
    const foreign: string[] = [];
    let place = 0;
    const target = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
      const of = whose[place++ % whose.length];
      const own = this.pick(surface, name, pick);
      const theirs = [...other.ids(surface, name)].filter((id) => !this.knows(surface, id));
      if (of === 'other' && theirs.length > 0) {
        foreign.push(encodeURIComponent(theirs.at(-1 - (pick % theirs.length))!));
        return foreign.at(-1)!;
      }
      return of === 'nobody' ? randomUUID() : encodeURIComponent(own ?? randomUUID());
    });
    const schema = body?.['application/json']?.schema;
    const headers: Record<string, string> = schema ? { 'content-type': 'application/json' } : {};
    const text = schema && JSON.stringify(this.example(surface, schema, pick));
    return {
      method,
      target,
      headers,
      body: text === undefined ? undefined : Buffer.from(text),
      chunked: false,
      foreign,
    };
  }

  /** Names are its own, ids are of things that it has. */
  private example(surface: string, schema: Document['schemas'][string], pick: number): unknown {
    const example = parsed(print(new Requests(this.document).exampleOf(schema), String));
    if (typeof example !== 'object' || example === null) return example;
    const members = Object.entries(example).filter(([, value]) => value !== null);
    return Object.fromEntries(
      members.map(([name, value]: [string, unknown]) => {
        if (name === 'name') return [name, `${this.mark}-${this.made++}`];
        // Not marked: a refusal may repeat what it was asked for.
        if (name === 'id') return [name, `${this.name}-${this.made++}`];
        return [name, ID.test(name) ? (this.pick(surface, name, pick) ?? value) : value];
      }),
    );
  }

  /** The newest is number 0. */
  private pick(surface: string, name: string, pick: number): string | undefined {
    const own = [...this.ids(surface, name)];
    return own.at(-1 - (pick % own.length));
  }

  private ids(surface: string, name: string): Set<string> {
    const key = `${surface}.${name}`;
    if (!this.known.has(key)) this.known.set(key, new Set());
    return this.known.get(key)!;
  }
}
