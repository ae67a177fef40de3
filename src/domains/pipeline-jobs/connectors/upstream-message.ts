import { isJsonObject } from '../../../kernel/http/json';

const MAX_CHARACTERS = 500;

/** What an answer that is none says: its `detail`, the first of its `errors`, or its text, without secrets. */
export function messageOf(status: number, body: Buffer, secrets: string[]): string {
  const text = body.toString('utf8');
  // Services quote the key that they refuse.
  const harmless = secrets.reduce((said, secret) => said.replaceAll(secret, '***'), detailOf(text) ?? text);
  const said = harmless.replaceAll('\0', '').trim();
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
