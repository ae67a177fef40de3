/** How soon further occurrences of a term count less. */
const K1 = 1.2;
/** How much long texts are held back, 0 to 1. */
const B = 0.75;
/** The sum at which a score is about 0.73. */
const SCORE_SCALE = 8;

/**
 * How much a term tells, by the number of the texts that have it. The sum over the terms of a query of
 * {@link termGain} is Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), with the
 * weight of rare terms that Lucene uses: it is never negative.
 */
export function inverseFrequency(texts: number, textsWithTerm: number): number {
  return Math.log(1 + (texts - textsWithTerm + 0.5) / (textsWithTerm + 0.5));
}

/** What a term adds that occurs `count` times in a text of `length` terms. */
export function termGain(weight: number, count: number, length: number, meanLength: number): number {
  return (weight * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength));
}

/** {@link termGain} in SQL, of SQL expressions. */
export function termGainSql(weight: string, count: string, length: string, meanLength: string): string {
  return `${weight} * ${count} * ${K1 + 1} / (${count} + ${K1} * (${1 - B} + ${B} * ${length} / ${meanLength}))`;
}

/** A sum of gains as a score from 0.5 to 1. */
export function scoreOf(sum: number): number {
  return 1 / (1 + Math.exp(-sum / SCORE_SCALE));
}
