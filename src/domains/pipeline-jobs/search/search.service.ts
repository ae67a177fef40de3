import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Failure } from '../../../kernel/errors/failure';
import { Connectors } from '../connectors/connectors';
import type { Question } from '../connectors/connector';
import { ItemError } from '../items/item-error';
import type { ItemErrorType } from '../items/item-error';
import { FoundPipelines } from '../pipelines/found-pipelines';
import type { Pipeline } from '../pipelines/pipeline.entity';
import { invalid } from '../refusals';
import { valueError } from '../validation/findings';
import type { PipelineSearchAnswerDto } from './search.dto';
import type { SearchBody } from './search.model';

/** Questions of one request that are put to a pipeline at once. */
const AT_ONCE = 4;
/** deepset's own status for a pipeline that failed. */
const PIPELINE_FAILED = 591;
/** Nobody reads it; what a log calls it by. */
const CLIENT_LEFT = 499;
/** Faults of the request, by the field that holds them. */
const FIELDS: Partial<Record<ItemErrorType, string>> = { invalid_filter: 'filters', invalid_params: 'params' };

type SearchResult = PipelineSearchAnswerDto['results'][number];

/** Puts questions to a pipeline without a job. */
@Injectable()
export class SearchService {
  constructor(
    private readonly pipelines: FoundPipelines,
    private readonly connectors: Connectors,
  ) {}

  /**
   * @param reply when it closes, nobody waits for answers any more
   * @throws Failure `not-found`, `conflict`, 422 for filters or params, 591 for any other ItemError
   */
  async search(
    caller: Caller,
    { workspace, name }: { workspace: string; name: string },
    body: SearchBody,
    reply: ServerResponse,
  ): Promise<PipelineSearchAnswerDto> {
    const pipeline = await this.pipelines.find({ caller, workspace, name });
    if (pipeline.status !== 'DEPLOYED') throw new Failure('conflict', 'Pipeline is not deployed');
    const over = new AbortController();
    const stop = () => over.abort();
    reply.once('close', stop);
    try {
      return { query_id: uuidv7(), results: await this.askAll(pipeline, body, over.signal) };
    } catch (error) {
      if (reply.closed) throw new Failure('bad-request', 'The client has left', { status: CLIENT_LEFT });
      throw error instanceof ItemError ? failureOf(error) : error;
    } finally {
      stop();
    }
  }

  private async askAll(pipeline: Pipeline, body: SearchBody, signal: AbortSignal): Promise<SearchResult[]> {
    const questions = questionsOf(pipeline, body);
    const results: SearchResult[] = [];
    while (results.length < questions.length) {
      const batch = questions.slice(results.length, results.length + AT_ONCE);
      results.push(...(await Promise.all(batch.map((question) => this.ask(pipeline, question, signal)))));
    }
    return results;
  }

  private async ask(pipeline: Pipeline, question: Question, signal: AbortSignal): Promise<SearchResult> {
    const { deployedConfig, config, inputs } = pipeline;
    const found = await this.connectors.ask(deployedConfig ?? config, inputs, question, signal);
    const { answers, documents } = found;
    return { query_id: uuidv7(), query: question.query, answers, documents, prompts: null };
  }
}

function questionsOf({ tenantId, workspaceId }: Pipeline, { queries, filters, params, files }: SearchBody): Question[] {
  return queries.map((query) => ({ tenantId, workspaceId, query, filters, params, file: null, fileIds: files }));
}

function failureOf({ type, message }: ItemError): Failure {
  const field = FIELDS[type];
  if (field) return invalid([{ ...valueError(message), loc: ['body', field] }]);
  return new Failure('bad-gateway', message, { status: PIPELINE_FAILED });
}
