import { isJsonObject } from '../../../kernel/http/json';
import { invalid } from '../refusals';

const PLACEHOLDER = /\{\{\s*([^{}\s]{1,200})\s*\}\}/g;
/** Characters that all texts of a template may have together once they are filled in. */
const MAX_CHARACTERS = 65_536;

export const hasPlaceholder = (text: string) => text.search(PLACEHOLDER) >= 0;

/** What a path such as `a.b` or `list.0` leads to; nothing that the payload does not have of its own. */
function valueAt(payload: object, path: string): unknown {
  let value: unknown = payload;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * A copy of a template with `{{a.b}}` in its texts replaced by what the payload has there: nothing where it has nothing,
 * JSON of what is no text. @throws Failure where that gets too long
 */
export function fillIn<Template>(template: Template, payload: object): Template {
  let left = MAX_CHARACTERS;
  const fillText = (text: string) =>
    text.replace(PLACEHOLDER, (_, path: string) => {
      const value = textOf(valueAt(payload, path));
      left -= value.length;
      if (left < 0) throw invalid('body', `must fill in at most ${MAX_CHARACTERS} characters`);
      return value;
    });
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return fillText(value);
    if (Array.isArray(value)) return value.map(fill);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill(template) as Template;
}
