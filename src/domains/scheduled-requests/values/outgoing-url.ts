import type { Json, JsonObject } from './json';

/**
 * The URL that is requested: `query` replaces the parameters of its names, the others stay as they were written, and
 * the fragment is dropped. A null value, alone or in an array, is left out.
 */
export function outgoingUrl(text: string, query: JsonObject | undefined): string {
  const url = new URL(text);
  url.hash = '';
  if (!query || Object.keys(query).length === 0) return url.href;
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !Object.hasOwn(query, parameterName(parameter)));
  const added = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => parametersOf(name, value)));
  const search = [...kept, added.toString()].filter((part) => part !== '').join('&');
  url.search = search && `?${search}`;
  return url.href;
}

/** The decoded name of one `name=value` of a query. */
export function parameterName(parameter: string): string {
  return new URLSearchParams(`&${parameter}`).keys().next().value ?? '';
}

function parametersOf(name: string, value: Json): [string, string][] {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((element) => element !== null)
    .map((element) => [name, typeof element === 'string' ? element : JSON.stringify(element)]);
}
