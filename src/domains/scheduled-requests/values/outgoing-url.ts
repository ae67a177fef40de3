import { compact, membersOf, partsOf, type JsonText } from './json-text';

/**
 * The URL that is requested: `query` replaces the parameters of its names, the others stay as they were written, and
 * the fragment is dropped. A null value, alone or in an array, is left out. `query` is a JSON object.
 */
export function outgoingUrl(text: string, query: JsonText | undefined): string {
  const url = new URL(text);
  url.hash = '';
  const members = query === undefined ? new Map<string, JsonText>() : membersOf(query);
  if (members.size === 0) return url.href;
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !members.has(parameterName(parameter)));
  const added = new URLSearchParams([...members].flatMap(([name, value]) => parametersOf(name, value)));
  const search = [...kept, added.toString()].filter((part) => part !== '').join('&');
  url.search = search && `?${search}`;
  return url.href;
}

/** The decoded name of one `name=value` of a query. */
export function parameterName(parameter: string): string {
  return new URLSearchParams(`&${parameter}`).keys().next().value ?? '';
}

function parametersOf(name: string, value: JsonText): [string, string][] {
  const values = value.startsWith('[') ? partsOf(value) : [value];
  return values
    .filter((element) => element !== 'null')
    .map((element) => [name, element.startsWith('"') ? (JSON.parse(element) as string) : compact(element)]);
}
