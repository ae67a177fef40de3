import type { Problem, Rule } from './findings';
import { surrogateProblem } from './lax-text';

const NO_UUID: Problem = { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' };
const GROUP_LENGTHS = [8, 4, 4, 4, 12];
const SIMPLE_LENGTH = 32;

/** A UUID in one of its textual forms, answered in lower case with dashes. */
export function uuid(): Rule<string> {
  return (input, findings) => {
    if (typeof input !== 'string') return findings.report(NO_UUID);
    const surrogate = surrogateProblem(input);
    if (surrogate) return findings.report(surrogate);
    const { text, offset } = unwrap(input);
    const reason = refusal(text, offset, input);
    if (reason) return findings.report({ type: 'uuid_parsing', msg: `Input should be a valid UUID, ${reason}` });
    return withDashes(text.toLowerCase());
  };
}

/** Takes the braces or the URN prefix away; the offset is the number of bytes taken from the front. */
function unwrap(input: string): { text: string; offset: number } {
  if (input.startsWith('{') && input.endsWith('}')) return { text: input.slice(1, -1), offset: 1 };
  if (input.startsWith('urn:uuid:')) return { text: input.slice(9), offset: 9 };
  return { text: input, offset: 0 };
}

/** The reason as Rust's uuid crate, which pydantic uses, words it. */
function refusal(text: string, offset: number, input: string): string | undefined {
  // All characters before the first foreign one are ASCII, so indexes and lengths count bytes.
  const foreign = /[^0-9a-fA-F-]/u.exec(text);
  if (foreign) return `invalid character: found \`${foreign[0]}\` at ${foreign.index + 1 + offset}`;
  const groups = text.split('-');
  if (groups.length === 1 && offset === 0) {
    if (text.length === SIMPLE_LENGTH) return undefined;
    return `invalid length: expected length ${SIMPLE_LENGTH} for simple format, found ${text.length}`;
  }
  if (groups.length !== 5) return `invalid group count: expected 5, found ${groups.length}`;
  const wrong = groups.findIndex((group, index) => group.length !== GROUP_LENGTHS[index]);
  if (wrong < 0) return undefined;
  // The crate counts the last group from where it should begin to the end of the whole input, wrapping included.
  const found = wrong === 4 ? input.length - 24 : groups[wrong].length;
  return `invalid group length in group ${wrong}: expected ${GROUP_LENGTHS[wrong]}, found ${found}`;
}

function withDashes(text: string): string {
  return text.replaceAll('-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
