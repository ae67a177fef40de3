import { isJsonObject } from '../../../../kernel/http/json';
import { toAnswer, toDocument } from '../foreign-answers';
import type { Found } from '../found';
import { UnknownShape } from '../upstream';
import { usageOf } from '../usage';

/**
 * What a run found.
 * @param output dot path of the answers in the result; looked for where left out
 * @throws UnknownShape
 */
export function readRunResult(answer: unknown, output?: string): Found {
  if (!isJsonObject(answer) || !Object.hasOwn(answer, 'result')) throw new UnknownShape('The answer has no result');
  const { result } = answer;
  const given = output === undefined ? answersIn(result) : valueAt(result, output);
  const documents = listIn(result, 'documents');
  if (given === undefined && (output !== undefined || !documents)) {
    throw new UnknownShape(output === undefined ? 'The result has no answers' : `The result has nothing at ${output}`);
  }
  const answers = (Array.isArray(given) ? given : [given]).flatMap((one) => toAnswer(one) ?? []);
  if (given !== undefined && !Array.isArray(given) && answers.length === 0) throw new UnknownShape('The result has no answers');
  return {
    answers,
    documents: (documents ?? []).flatMap((one) => toDocument(one) ?? []),
    usage: usageIn(result, answers.map(({ meta }) => meta)),
  };
}

function answersIn(result: unknown): unknown {
  return listIn(result, 'answers') ?? listIn(result, 'replies') ?? (typeof result === 'string' ? result : undefined);
}

/** The first list of a name: in the result, then in its components by their names. */
function listIn(result: unknown, name: string): unknown[] | undefined {
  return partsOf(result)
    .map((part) => part[name])
    .find((value) => Array.isArray(value));
}

/** Of the answers themselves, else of the generators that tell it beside their replies. */
function usageIn(result: unknown, metas: Record<string, unknown>[]): Found['usage'] {
  const beside = partsOf(result).flatMap(({ meta, replies }) => [
    ...(Array.isArray(meta) ? meta : []),
    ...(Array.isArray(replies) ? replies.map((reply) => isJsonObject(reply) && (reply.meta ?? reply._meta)) : []),
  ]);
  const used = (all: unknown[]) => usageOf(all.map((meta) => isJsonObject(meta) && meta.usage));
  return used(metas) ?? used(beside);
}

function partsOf(result: unknown): Record<string, unknown>[] {
  if (!isJsonObject(result)) return [];
  const components = Object.keys(result).sort();
  return [result, ...components.map((name) => result[name]).filter(isJsonObject)];
}

function valueAt(result: unknown, path: string): unknown {
  let found: unknown = result;
  for (const key of path.split('.')) {
    if (Array.isArray(found)) found = (found as unknown[])[Number(key)];
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found ?? undefined;
}
