import { Injectable } from '@nestjs/common';
import { AbortableStatements } from '../../../../kernel/database/abortable-statements';
import { queryText } from '../../files/terms';
import { termGain } from './bm25';
import { sentencesOf } from './sentences';
import type { Sentence, Span } from './sentences';
import type { Wanted } from './vocabulary';

const COUNT_TERMS = {
  name: 'pipeline-sentences-terms',
  text: `SELECT sentence.number::int, sum(cardinality(term.positions))::int AS length,
      json_object_agg(term.lexeme, cardinality(term.positions)) FILTER (WHERE term.lexeme = ANY($3)) AS counts
    FROM unnest($2::text[]) WITH ORDINALITY AS sentence (text, number),
      unnest(to_tsvector($1::regconfig, sentence.text)) AS term
    GROUP BY sentence.number`,
};

interface CountedTerms {
  /** Of the sentence, from 1. */
  number: number;
  length: number;
  /** How often each wanted term occurs; null where none does. */
  counts: Record<string, number> | null;
}

/** The sentence of a text that fits a question best, with those next to it. */
export interface BestSentence {
  sentence: Span;
  context: Span;
}

interface Weighed extends Sentence {
  sum: number;
}

/** Finds the sentences that answer a question, by BM25 as well. */
@Injectable()
export class BestSentences {
  constructor(private readonly statements: AbortableStatements) {}

  /** The best one of each text; undefined where nothing wanted is said in one. */
  async of(texts: string[], wanted: Wanted, signal: AbortSignal): Promise<(BestSentence | undefined)[]> {
    const sentences = texts.map(sentencesOf);
    const spoken = texts.flatMap((text, index) =>
      sentences[index].map(({ start, end }) => queryText(text.slice(start, end))),
    );
    const values = [wanted.language, spoken, [...wanted.weights.keys()]];
    const rows = await this.statements.run<CountedTerms>(COUNT_TERMS, values, signal);
    const sums = new Map(rows.map(({ number, ...terms }) => [number - 1, sumOf(terms, wanted)]));
    let number = 0;
    return sentences.map((own) => best(own.map((sentence) => ({ ...sentence, sum: sums.get(number++) ?? 0 }))));
  }
}

function sumOf({ length, counts }: Omit<CountedTerms, 'number'>, { weights, meanLength }: Wanted): number {
  const gains = Object.entries(counts ?? {}).map(([term, count]) =>
    termGain(weights.get(term) ?? 0, count, length, meanLength),
  );
  return gains.reduce((sum, gain) => sum + gain, 0);
}

/** The first of the best. A heading says what is spoken of and answers nothing: it is taken where nothing else fits. */
function best(sentences: Weighed[]): BestSentence | undefined {
  const fitting = sentences.filter(({ sum }) => sum > 0);
  const prose = fitting.filter(({ isHeading }) => !isHeading);
  const [sentence] = (prose.length > 0 ? prose : fitting).sort((a, b) => b.sum - a.sum);
  if (!sentence) return undefined;
  const at = sentences.indexOf(sentence);
  const { start } = sentences[Math.max(0, at - 1)];
  const { end } = sentences[Math.min(sentences.length - 1, at + 1)];
  return { sentence, context: { start, end } };
}
