import { codePoints } from '../../../kernel/http/common-rules';

const MIN_LENGTH = 2;
const MAX_LENGTH = 100;

/** Why a text cannot be the name of a workspace; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  const length = codePoints(name);
  if (length < MIN_LENGTH) return 'Workspace name is too short';
  return length > MAX_LENGTH || /[/\p{Cc}]/u.test(name) ? 'Workspace name is not valid' : undefined;
}
