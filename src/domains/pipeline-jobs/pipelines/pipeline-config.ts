import { HIDDEN } from './query-yaml';
import { withSecrets } from '../connectors/config-secrets';
import type { PipelineConfig } from '../connectors/connector';
import type { FreeObject } from '../validation/lax-free-object';
import { anyObject, headers, integer, mapping, number, oneOf, secret, segment, text, url } from './config-checks';
import type { Check, Fault } from './config-checks';
import type { ConfigProblem } from './config-problems';

const COMMON = {
  timeout_seconds: number(0.1, 600),
  max_attempts: integer(1, 10),
  backoff_seconds: number(0.01, 60),
  max_concurrency: integer(1, 200),
};

const MAX_PRICE = 1_000_000;
const MAX_PROMPT = 20_000;

interface Fields {
  required: Record<string, Check>;
  optional: Record<string, Check>;
}

const CONNECTORS: Record<string, Fields> = {
  builtin: { required: {}, optional: { top_k: integer(1, 100), answers: integer(0, 10) } },
  hayhooks: {
    required: { url, pipeline: segment },
    optional: {
      inputs: mapping({ query: text(), filters: text(), files: text() }),
      defaults: anyObject,
      output: text(),
      headers,
    },
  },
  'deepset-search': {
    required: { url, workspace: segment, pipeline: segment },
    optional: { api_key: secret, file_scope: oneOf('id', 'name') },
  },
  'openai-compatible': {
    required: { url, model: text() },
    optional: {
      api_key: secret,
      system_prompt: text(MAX_PROMPT),
      top_k: integer(1, 100),
      input_price: number(0, MAX_PRICE),
      output_price: number(0, MAX_PRICE),
    },
  },
};

/** A config as far as it is known, with everything that is wrong with it. */
export interface JudgedConfig {
  config: PipelineConfig;
  problems: ConfigProblem[];
}

/** Reads the config of a pipeline; fields that are null count as left out, those that are not known are dropped. */
export function judgeConfig(given: FreeObject): JudgedConfig {
  const value = Object.fromEntries(Object.entries(given).filter(([, content]) => content !== null));
  const known = typeof value.connector === 'string' && Object.hasOwn(CONNECTORS, value.connector);
  const { required, optional } = CONNECTORS[known ? String(value.connector) : 'builtin'];
  if (!known) return { config: { connector: '' }, problems: [connectorProblem(value)] };
  const checks: Record<string, Check> = { connector: () => [], ...required, ...optional, ...COMMON };
  const missing = Object.keys(required).filter((name) => !Object.hasOwn(value, name));
  const fields = Object.entries(value).filter(([name]) => Object.hasOwn(checks, name));
  return {
    config: Object.fromEntries(fields) as PipelineConfig,
    problems: [
      ...missing.map((name) => problem({ code: 'MISSING_FIELD', message: 'This field is required', path: [name] })),
      ...mapping(checks)(value).map(problem),
    ],
  };
}

export function hasErrors({ problems }: JudgedConfig): boolean {
  return problems.some(({ category }) => category === 'ERROR');
}

/**
 * Puts the secrets that are to be kept, written as `***`, in their places.
 * @param stored the config that they are in, opened
 */
export function keepSecrets({ config, problems }: JudgedConfig, stored: PipelineConfig | undefined): JudgedConfig {
  const kept = storedSecrets(stored);
  const lost: ConfigProblem[] = [];
  const complete = withSecrets(config, (secret, header) => {
    if (secret !== HIDDEN) return secret;
    const found = kept.get(header?.toLowerCase());
    if (found === undefined) lost.push(lostSecret(header));
    return found ?? secret;
  });
  return { config: complete, problems: [...problems, ...lost] };
}

/** By the name of their header in lower case; the key without one. */
function storedSecrets(stored: PipelineConfig | undefined): Map<string | undefined, string> {
  const found = new Map<string | undefined, string>();
  if (!stored) return found;
  withSecrets(stored, (secret, header) => {
    found.set(header?.toLowerCase(), secret);
    return secret;
  });
  return found;
}

function lostSecret(header: string | undefined): ConfigProblem {
  const path = header === undefined ? ['api_key'] : ['headers', header];
  return problem({ code: 'INVALID_VALUE', message: `There is no secret that ${HIDDEN} could keep`, path });
}

function connectorProblem(value: FreeObject): ConfigProblem {
  if (Object.hasOwn(value, 'connector')) {
    const message = `Connector is not known; there are ${Object.keys(CONNECTORS).join(', ')}`;
    return problem({ code: 'UNKNOWN_CONNECTOR', message, path: ['connector'] });
  }
  if (!Object.hasOwn(value, 'components')) {
    return problem({ code: 'MISSING_FIELD', message: 'This field is required', path: ['connector'] });
  }
  const message = 'Pipelines of components run behind a connector: deploy this one with Hayhooks and name it here';
  return problem({ code: 'UNSUPPORTED_PIPELINE', message, path: ['components'] });
}

function problem({ code, message, path }: Fault): ConfigProblem {
  const pointer = path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { code, message, category: code === 'UNKNOWN_FIELD' ? 'WARNING' : 'ERROR', json_pointer: pointer };
}
