import { chunksOf } from './chunks';
import type { ExtractedText } from './extracted-text';
import { markdownHeadings } from './markdown-headings';

const split = (text: string) => [...chunksOf({ text, headings: markdownHeadings(text) } satisfies ExtractedText)];
const words = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `w${from + index}`).join(' ');
const counts = (text: string) => split(text).map(({ content }) => content.split(/\s+/).length);

describe('chunksOf', () => {
  it('makes exact slices with offsets in code points', () => {
    const text = `\u{1f600} start\n\n# One \u{1f600}\n\n${words(700)}\n\n# Two\n\nend \u{1f600}  `;
    const points = [...text];
    const chunks = split(text);
    expect(chunks.length).toBeGreaterThan(4);
    for (const { start, content } of chunks) {
      expect(points.slice(start, start + [...content].length).join('')).toBe(content);
      expect(content.trim()).toBe(content);
    }
    expect(chunks[0]).toEqual({ start: 0, content: '\u{1f600} start' });
    expect(chunks.at(-1)!.content).toBe('# Two\n\nend \u{1f600}');
  });

  it.each([
    ['', []],
    [' \n\t ', []],
    ['one', [1]],
    [words(299), [299]],
    [words(300), [250, 80]],
    [words(600), [250, 250, 160]],
  ])('text %#: chunks of about 250 words that overlap', (text, expected) => expect(counts(text)).toEqual(expected));

  it('repeats 30 words of the chunk before', () => {
    const [first, second] = split(words(600));
    expect(second.content.split(' ').slice(0, 30)).toEqual(first.content.split(' ').slice(-30));
  });

  it.each([
    ['a paragraph', `${words(150)}\n\n${words(200)}`, [150, 230]],
    ['a sentence', `${words(220)}. ${words(200)}`, [220, 230]],
    ['a line', `${words(220)}\n${words(200)}`, [220, 230]],
    ['nothing that comes too early', `${words(100)}\n\n${words(250)}`, [250, 130]],
  ])('ends a chunk where %s ends', (_, text, expected) => expect(counts(text)).toEqual(expected));

  it('begins a chunk at each heading, and keeps headings without a text with the next one', () => {
    const text = '# Book\n\n## One\n\nfirst\n\n## Two\nsecond\n\n### Empty\n\n## Three';
    expect(split(text).map(({ content }) => content)).toEqual([
      '# Book\n\n## One\n\nfirst',
      '## Two\nsecond',
      '### Empty\n\n## Three',
    ]);
  });

  it('splits a text without spaces', () => {
    const sizes = split('語'.repeat(40_000)).map(({ content }) => content.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300 * 50);
    expect(sizes.length).toBeGreaterThan(2);
  });
});

describe('markdownHeadings', () => {
  const headings = (text: string) => markdownHeadings(text).map(({ start, end }) => text.slice(start, end));

  it.each([
    ['# a\nb\n### c d', ['# a', '### c d']],
    ['Title\n=====\ntext', ['Title\n=====']],
    ['Title\r\n---\r\ntext', ['Title\r\n---\r']],
    ['#no\n#\n####### seven\n\n---\n', []],
    ['a\n\n===', []],
    ['```\n# code\n```\n# real', ['# real']],
    ['~~~\n```\n# code\n~~~\n# real', ['# real']],
    ['a | b\n--- | ---\n', []],
  ])('%j', (text, expected) => expect(headings(text)).toEqual(expected));
});
