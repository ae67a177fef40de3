import { Failure } from '../../../kernel/errors/failure';
import type { NotReadyCode } from '../connectors/connector';

export const CONFIG_CODES = [
  'YAML_ERROR',
  'UNKNOWN_CONNECTOR',
  'MISSING_FIELD',
  'INVALID_VALUE',
  'INVALID_URL',
  'UNSUPPORTED_PIPELINE',
  'UNKNOWN_FIELD',
] as const;
export type ConfigCode = (typeof CONFIG_CODES)[number];

/** What is wrong with the config of a pipeline, or why a pipeline cannot be deployed. */
export interface ConfigProblem {
  code: ConfigCode | NotReadyCode;
  message: string;
  /** Warnings alone refuse nothing. */
  category: 'ERROR' | 'WARNING';
  /** RFC 6901; empty for the whole. */
  json_pointer: string;
}

/** What a Failure carries to be answered as `details`. */
export class ConfigProblems {
  constructor(readonly details: ConfigProblem[]) {}
}

export function refusedConfig(status: 400 | 422, details: ConfigProblem[]): Failure {
  return new Failure('invalid', details[0].message, { status, data: new ConfigProblems(details) });
}
