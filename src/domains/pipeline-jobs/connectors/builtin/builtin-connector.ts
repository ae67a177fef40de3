import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { codePoints } from '../../../../kernel/http/common-rules';
import type { FreeObject } from '../../validation/lax-free-object';
import type { Connector, PipelineConfig, Question, Readiness } from '../connector';
import type { Answer, Document, Found, Offsets } from '../found';
import { withinTime } from '../within-time';
import { BestSentences } from './best-sentences';
import type { BestSentence } from './best-sentences';
import { ANSWERS, readParams, TOP_K } from './builtin-params';
import { Retrieval } from './retrieval';
import type { Span } from './sentences';

/** What its pipelines can be told besides. */
interface BuiltinConfig extends PipelineConfig {
  /** Documents that are found for a query. */
  top_k?: number;
  /** Answers that are taken from them. */
  answers?: number;
}

/** Answers from the files of the workspace alone: the parts that fit best, and the best sentence of each. */
@Injectable()
export class BuiltinConnector implements Connector {
  readonly name = 'builtin';

  constructor(
    private readonly retrieval: Retrieval,
    private readonly sentences: BestSentences,
  ) {}

  makeReady(): Promise<Readiness> {
    return Promise.resolve({ inputs: null, supportsPerFile: true });
  }

  ask(config: BuiltinConfig, _inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found> {
    return withinTime(config, signal, (within) => this.answer(config, question, within));
  }

  private async answer(config: BuiltinConfig, question: Question, signal: AbortSignal): Promise<Found> {
    const params = readParams(question.params);
    const topK = params.topK ?? config.top_k ?? TOP_K.default;
    const count = params.answers ?? config.answers ?? ANSWERS.default;
    const narrowed = { ...question, filters: both(question.filters, params.filters) };
    const { documents, wanted } = await this.retrieval.retrieve(narrowed, topK, signal);
    const sources = documents.slice(0, count);
    const best = wanted && sources.length > 0 ? await this.sentences.of(sources.map(contentOf), wanted, signal) : [];
    const answers = best.flatMap((sentence, index) => (sentence ? [toAnswer(sources[index], sentence)] : []));
    return { answers, documents, usage: null };
  }
}

function both(first: FreeObject | null, second: FreeObject | null): FreeObject | null {
  return first && second ? { operator: 'AND', conditions: [first, second] } : (first ?? second);
}

const contentOf = ({ content }: Document) => content ?? '';

/** It scores as its document does, so that the order of the answers is theirs. */
function toAnswer(document: Document, { sentence, context }: BestSentence): Answer {
  const content = contentOf(document);
  return {
    answer: content.slice(sentence.start, sentence.end),
    type: 'extractive',
    score: document.score,
    context: content.slice(context.start, context.end),
    document_id: document.id,
    document_ids: [document.id],
    file: document.file,
    files: document.file ? [document.file] : [],
    offsets_in_context: [offsets(content.slice(context.start), sentence, context.start)],
    offsets_in_document: [offsets(content, sentence, 0)],
    meta: {},
    prompt: null,
    result_id: uuidv7(),
  };
}

/** @param shift UTF-16 units before the text in what the span belongs to */
function offsets(text: string, { start, end }: Span, shift: number): Offsets {
  const first = codePoints(text.slice(0, start - shift));
  return { start: first, end: first + codePoints(text.slice(start - shift, end - shift)) };
}
