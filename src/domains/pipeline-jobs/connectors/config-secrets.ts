import { Injectable } from '@nestjs/common';
import { Secrets } from '../../../kernel/auth/secrets';
import type { PipelineConfig } from './connector';

const PURPOSE = 'pipeline secrets';

type Texts = Record<string, string>;

/** The secrets in the config of a pipeline, its `api_key` and all its `headers`: sealed wherever they are stored. */
@Injectable()
export class ConfigSecrets {
  constructor(private readonly secrets: Secrets) {}

  seal(config: PipelineConfig): PipelineConfig {
    return withSecrets(config, (secret) => this.secrets.seal(PURPOSE, secret));
  }

  /** Undefined when they were sealed with another secret of the server. */
  openIfPossible(config: PipelineConfig): PipelineConfig | undefined {
    try {
      return withSecrets(config, (sealed) => this.secrets.open(PURPOSE, sealed));
    } catch {
      return undefined;
    }
  }
}

/** All secrets of a config, as they stand in it. */
export function secretsOf(config: PipelineConfig): string[] {
  const found: string[] = [];
  withSecrets(config, (secret) => {
    found.push(secret);
    return secret;
  });
  return found;
}

/** A copy in which every secret is replaced; the name of a header goes with it. */
export function withSecrets(
  config: PipelineConfig,
  replace: (secret: string, header?: string) => string,
): PipelineConfig {
  const { api_key: key, headers, ...rest } = config;
  const copy: PipelineConfig = { ...rest };
  if (key !== undefined) copy.api_key = replace(key as string);
  if (headers !== undefined) {
    const entries = Object.entries(headers as Texts);
    copy.headers = Object.fromEntries(entries.map(([name, value]) => [name, replace(value, name)]));
  }
  return copy;
}
