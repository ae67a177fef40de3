import { stemOf } from './porter-stemmer';

const K1 = 1.2;
const B = 0.75;

const STOP_WORDS = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
  its itself they them their theirs themselves what which who whom this that these those am is are was were be been
  being have has had having do does did doing a an the and but if or because as until while of at by for with about
  against between into through during before after above below to from up down in out on off over under again further
  then once here there when where why how all any both each few more most other some such no nor not only own same so
  than too very s t can will just don should now`.split(/\s+/),
);

/** The textbook's BM25: lower case, stop words, Porter's stems, no database. What ours is measured by. */
export class PlainBm25 {
  private readonly texts: Map<string, number>[];
  private readonly frequencies = new Map<string, number>();
  private readonly meanLength: number;

  constructor(texts: string[]) {
    this.texts = texts.map((text) => counts(termsOf(text)));
    for (const text of this.texts) {
      for (const term of text.keys()) this.frequencies.set(term, (this.frequencies.get(term) ?? 0) + 1);
    }
    this.meanLength = this.texts.reduce((sum, text) => sum + lengthOf(text), 0) / texts.length;
  }

  /** The texts that have any term of a query, by their numbers, best first. */
  search(query: string): number[] {
    const terms = [...new Set(termsOf(query))];
    return this.texts
      .map((text, index) => ({ index, sum: this.sumOf(text, terms) }))
      .filter(({ sum }) => sum > 0)
      .sort((a, b) => b.sum - a.sum)
      .map(({ index }) => index);
  }

  private sumOf(text: Map<string, number>, terms: string[]): number {
    const held = K1 * (1 - B + (B * lengthOf(text)) / this.meanLength);
    return terms.reduce((sum, term) => {
      const frequency = this.frequencies.get(term) ?? 0;
      const count = text.get(term) ?? 0;
      const weight = Math.log(1 + (this.texts.length - frequency + 0.5) / (frequency + 0.5));
      return sum + (weight * count * (K1 + 1)) / (count + held);
    }, 0);
  }
}

/** The mean of 1 / the place of the text that is wanted, 0 where it is not among the first ten. */
export function meanReciprocalRank(found: { places: number[]; wanted: number }[]): number {
  const ranks = found.map(({ places, wanted }) => places.slice(0, 10).indexOf(wanted) + 1);
  return ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / found.length;
}

function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stemOf);
}

function counts(terms: string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const term of terms) found.set(term, (found.get(term) ?? 0) + 1);
  return found;
}

const lengthOf = (text: Map<string, number>) => [...text.values()].reduce((sum, count) => sum + count, 0);
