import { ItemError } from '../../items/item-error';
import type { FreeObject } from '../../validation/lax-free-object';
import type { PipelineConfig, Question } from '../connector';
import { hasFilters, withinFile, withinFiles } from '../file-scope';

export interface HayhooksConfig extends PipelineConfig {
  url: string;
  pipeline: string;
  /** Which input takes what, where its name does not tell. */
  inputs?: Partial<Record<Role, string>>;
  /** Values of other inputs. */
  defaults?: FreeObject;
  /** Dot path of the answers in the result. */
  output?: string;
  headers?: Record<string, string>;
  /** Learned from its run route. */
  required_inputs?: string[];
}

type Role = 'query' | 'filters' | 'files';

const NAMES: Record<Role, string[]> = {
  query: ['query', 'question', 'text', 'prompt'],
  filters: ['filters'],
  files: ['files'],
};

/** The declared input that plays a role: the configured one, else the first with a known name. */
export function inputFor(role: Role, { inputs }: HayhooksConfig, declared: string[]): string | undefined {
  const configured = inputs?.[role];
  return (configured === undefined ? NAMES[role] : [configured]).find((name) => declared.includes(name));
}

/**
 * What a run is given: declared inputs alone, because Hayhooks ignores all others in silence.
 * @throws ItemError `invalid_params` when something would be ignored
 */
export function runInputs(config: HayhooksConfig, declared: string[], question: Question): FreeObject {
  const own = ownInputs(config, declared, question);
  const params = question.params ?? {};
  for (const name of Object.keys(params)) {
    if (!declared.includes(name)) throw invalid(`The pipeline has no input ${JSON.stringify(name)}`);
    if (own.has(name)) throw invalid(`The input ${JSON.stringify(name)} cannot be set by params`);
  }
  const { defaults = {}, required_inputs: required = [] } = config;
  const others = declared.flatMap((name): [string, unknown][] => {
    if (own.has(name)) return [];
    if (Object.hasOwn(params, name)) return [[name, params[name]]];
    if (Object.hasOwn(defaults, name)) return [[name, defaults[name]]];
    return required.includes(name) ? [[name, null]] : [];
  });
  return Object.fromEntries([...own, ...others]);
}

/** Those that the question itself fills. */
function ownInputs(config: HayhooksConfig, declared: string[], question: Question): Map<string, unknown> {
  const [query, filters, files] = (['query', 'filters', 'files'] as const).map((role) =>
    inputFor(role, config, declared),
  );
  if (query === undefined) throw invalid('The pipeline has no input for the query');
  const { file, fileIds } = question;
  const ids = file ? [file.id] : fileIds;
  if (ids && filters === undefined && files === undefined) {
    throw invalid('The pipeline has no input for files or filters');
  }
  // The files of a PER_FILE job were chosen by the filters when it was started.
  if (!file && filters === undefined && hasFilters(question.filters)) {
    throw invalid('The pipeline has no input for filters');
  }
  const own = new Map<string, unknown>([[query, question.query]]);
  const narrowed = filtersOf(question, files !== undefined);
  if (filters !== undefined && hasFilters(narrowed)) own.set(filters, narrowed);
  if (files !== undefined && ids) own.set(files, ids);
  return own;
}

function filtersOf({ filters, file, fileIds }: Question, takesFiles: boolean): FreeObject | null {
  if (file) return withinFile(filters, file);
  return fileIds && !takesFiles ? withinFiles(filters, fileIds) : filters;
}

function invalid(message: string): ItemError {
  return new ItemError('invalid_params', message);
}
