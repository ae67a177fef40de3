import { Injectable } from '@nestjs/common';
import { isJsonObject } from '../../../../kernel/http/json';
import { NotReady } from '../connector';
import type { Connector, PipelineConfig, Question, Readiness } from '../connector';
import { hasFilters, withinFile } from '../file-scope';
import { toAnswer, toDocument } from '../foreign-answers';
import type { Found } from '../found';
import { bearer, below, UnknownShape, Upstream } from '../upstream';
import { usageOf } from '../usage';

interface DeepsetSearchConfig extends PipelineConfig {
  url: string;
  workspace: string;
  pipeline: string;
  api_key?: string;
  file_scope?: 'id' | 'name';
}

/** Asks a pipeline of another server that has deepset's search, as this one does. */
@Injectable()
export class DeepsetSearchConnector implements Connector {
  readonly name = 'deepset-search';

  constructor(private readonly upstream: Upstream) {}

  async makeReady(config: PipelineConfig, signal: AbortSignal): Promise<Readiness> {
    const { url, workspace, pipeline } = config as DeepsetSearchConfig;
    const target = below(url, 'api', 'v1', 'workspaces', workspace, 'pipelines', pipeline);
    const found = await this.upstream.check({ url: target, headers: bearer(config), config, signal });
    const status = isJsonObject(found) ? found.status : undefined;
    if (status === 'DEPLOYED') return { inputs: null, supportsPerFile: true };
    const text = typeof status === 'string' ? status.slice(0, 100) : 'unknown';
    throw new NotReady('CONNECTOR_NOT_READY', `The status of the pipeline is ${text}`);
  }

  ask(config: PipelineConfig, _inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found> {
    const { url, workspace, pipeline, file_scope: scope = 'id' } = config as DeepsetSearchConfig;
    const target = below(url, 'api', 'v1', 'workspaces', workspace, 'pipelines', pipeline, 'search');
    const body = searchRequest(question, scope);
    return this.upstream.ask({ url: target, headers: bearer(config), body, config, signal }, foundIn);
  }
}

function searchRequest({ query, filters, params, file, fileIds }: Question, scope: 'id' | 'name'): object {
  const narrowed = file ? withinFile(filters, file, scope) : filters;
  const files = file ? (scope === 'id' ? [file.id] : null) : fileIds;
  return {
    queries: [query],
    debug: false,
    view_prompts: false,
    ...(hasFilters(narrowed) && { filters: narrowed }),
    ...(params && { params }),
    ...(files && { files }),
  };
}

function foundIn(answer: unknown): Found {
  const results: unknown = isJsonObject(answer) ? answer.results : undefined;
  const first: unknown = Array.isArray(results) ? results[0] : undefined;
  if (!isJsonObject(first) || !(Array.isArray(first.answers) || Array.isArray(first.documents))) {
    throw new UnknownShape('The answer has no results[0] with answers or documents');
  }
  const answers = (Array.isArray(first.answers) ? first.answers : []).flatMap((one) => toAnswer(one) ?? []);
  const documents = (Array.isArray(first.documents) ? first.documents : []).flatMap((one) => toDocument(one) ?? []);
  return { answers, documents, usage: usageOf(answers.map(({ meta }) => meta.usage)) };
}
