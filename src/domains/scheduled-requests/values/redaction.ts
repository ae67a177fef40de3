import { membersOf, type JsonText } from './json-text';
import { parameterName } from './outgoing-url';

export const REDACTED = '[REDACTED]';
const SECRET_NAME =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|auth|x-auth)$|token|secret|password|api-key|api_key|apikey|signature|credential|session/i;

/** Headers or a query, the values whose names tell of a secret replaced. */
export function redactMembers<T>(members: Record<string, T>): Record<string, T | typeof REDACTED> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, SECRET_NAME.test(name) ? REDACTED : value]),
  );
}

/** A URL as it was written, the values of its secret query parameters replaced. */
export function redactUrl(url: string): string {
  const [, before, query, after] = /^([^?#]*\??)([^#]*)(.*)$/s.exec(url) as RegExpExecArray;
  const redacted = query.split('&').map((parameter) => {
    const value = parameter.indexOf('=');
    return value >= 0 && SECRET_NAME.test(parameterName(parameter))
      ? parameter.slice(0, value + 1) + REDACTED
      : parameter;
  });
  return before + redacted.join('&') + after;
}

/** A job's `args` for those who may read but not write. */
export function redactArgs(args: JsonText): JsonText {
  const members = [...membersOf(args)].map(([name, value]) => `"${name}":${redactArg(name, value)}`);
  return `{${members.join(',')}}`;
}

function redactArg(name: string, value: JsonText): JsonText {
  if (name === 'headers' || name === 'query') return redactJsonMembers(value);
  return name === 'url' || name.endsWith('_url') ? JSON.stringify(redactUrl(JSON.parse(value) as string)) : value;
}

/** Headers or a query as they were written, the values whose names tell of a secret replaced. */
export function redactJsonMembers(object: JsonText): JsonText {
  const members = [...membersOf(object)].map(
    ([name, value]) => `${JSON.stringify(name)}:${SECRET_NAME.test(name) ? JSON.stringify(REDACTED) : value}`,
  );
  return `{${members.join(',')}}`;
}
