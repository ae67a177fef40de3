import { isJsonObject } from '../../../kernel/http/json';

const MAX_CHARACTERS = 500;

/** What an answer that is none says: its `detail`, the first of its `errors`, or its text. */
export function messageOf(status: number, body: Buffer): string {
  const text = body.toString('utf8');
  const said = (detailOf(text) ?? text).replaceAll('\0', '').trim();
  return [...said.slice(0, 2 * MAX_CHARACTERS)].slice(0, MAX_CHARACTERS).join('') || `Status ${status}`;
}

function detailOf(text: string): string | undefined {
  const value = parsed(text);
  if (!isJsonObject(value)) return undefined;
  const { detail, errors } = value;
  const found = detail ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
