import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { isJsonObject } from '../../../../kernel/http/json';
import { ItemError } from '../../items/item-error';
import type { Connector, PipelineConfig, Question, Readiness } from '../connector';
import type { Answer, Document, FileReference, Found } from '../found';
import { bearer, below, UnknownShape, Upstream } from '../upstream';
import { usageOf } from '../usage';
import type { Prices } from '../usage';
import { withinTime } from '../within-time';
import { Passages } from './passages';
import { cited, prompt } from './prompt';

interface OpenAiConfig extends PipelineConfig, Prices {
  url: string;
  model: string;
  api_key?: string;
  system_prompt?: string;
  top_k?: number;
}

const DEFAULT_TOP_K = 10;

/** Lets a language model answer from what the built-in retrieval finds. */
@Injectable()
export class OpenAiCompatibleConnector implements Connector {
  readonly name = 'openai-compatible';

  constructor(
    private readonly upstream: Upstream,
    private readonly passages: Passages,
  ) {}

  async makeReady(config: PipelineConfig, signal: AbortSignal): Promise<Readiness> {
    const { url } = config as OpenAiConfig;
    await this.upstream.check({ url: below(url, 'models'), headers: bearer(config), config, signal });
    return { inputs: null, supportsPerFile: true };
  }

  async ask(config: PipelineConfig, _inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found> {
    if (Object.keys(question.params ?? {}).length > 0) throw new ItemError('invalid_params', 'There are no params');
    // Searching and answering share the time that there is.
    return withinTime(config, signal, (within) => this.answer(config as OpenAiConfig, question, within));
  }

  private async answer(config: OpenAiConfig, question: Question, signal: AbortSignal): Promise<Found> {
    const documents = await this.passages.find(question, config.top_k ?? DEFAULT_TOP_K, signal);
    const messages = prompt(question.query, documents, config.system_prompt);
    const call = { url: below(config.url, 'chat', 'completions'), headers: bearer(config), config, signal };
    const body = { model: config.model, messages };
    return this.upstream.ask({ ...call, body }, (answer) => ({
      answers: [toAnswer(textIn(answer), documents)],
      documents,
      usage: usageOf([isJsonObject(answer) && answer.usage], config),
    }));
  }
}

/** @throws UnknownShape */
function textIn(answer: unknown): string {
  const choices: unknown = isJsonObject(answer) ? answer.choices : undefined;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = isJsonObject(first) ? first.message : undefined;
  if (isJsonObject(message) && typeof message.content === 'string') return message.content;
  throw new UnknownShape('The answer has no choices[0] with a text');
}

function toAnswer(text: string, documents: Document[]): Answer {
  const sources = cited(text, documents);
  const files = new Map(sources.flatMap(({ file }): [string, FileReference][] => (file ? [[file.id, file]] : [])));
  return {
    answer: text,
    type: 'generative',
    score: null,
    context: null,
    document_id: null,
    document_ids: sources.map(({ id }) => id),
    file: files.size === 1 ? [...files.values()][0] : null,
    files: [...files.values()],
    offsets_in_context: [],
    offsets_in_document: [],
    meta: {},
    prompt: null,
    result_id: uuidv7(),
  };
}
