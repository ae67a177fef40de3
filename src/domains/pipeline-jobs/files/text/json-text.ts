import { isDeeperThan, isJsonObject } from '../../../../kernel/http/json';

const MAX_LEVELS = 64;
/** Levels that are shown by an indent of their own. */
const MAX_INDENT = 4;

/** JSON as lines that can be read: `name: value`, what is inside indented, entries of lists apart. */
export function jsonText(json: string): string {
  const value = parsed(json);
  if (value === undefined || isDeeperThan(value, MAX_LEVELS)) return json;
  const lines: string[] = [];
  write(lines, value, 0);
  return lines.join('\n').trim().toWellFormed().replaceAll('\0', '');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function write(lines: string[], value: unknown, level: number): void {
  const indent = '  '.repeat(Math.min(level, MAX_INDENT));
  if (Array.isArray(value)) {
    for (const entry of value) {
      if (isNested(entry)) lines.push('');
      write(lines, entry, level);
    }
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (isNested(member)) {
        lines.push(`${indent}${name}:`);
        write(lines, member, level + 1);
      } else {
        lines.push(`${indent}${name}: ${scalars(member)}`);
      }
    }
  } else {
    lines.push(indent + scalars(value));
  }
}

/** Whether a value does not fit on a line: an object, or a list of more than scalars. */
function isNested(value: unknown): boolean {
  return isJsonObject(value) || (Array.isArray(value) && value.some((entry) => typeof entry === 'object'));
}

function scalars(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}
