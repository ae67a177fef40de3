import type { FastifyRequest } from 'fastify';

const JSON_TYPES = ['application/json', 'application/*', '*/*'];

/**
 * Whether the Accept header names a media type, and does not prefer JSON to it: of equals the one that is named first
 * counts.
 */
export function accepts({ headers }: Pick<FastifyRequest, 'headers'>, type: string): boolean {
  const ranges = (headers.accept ?? '').split(',').map(readRange);
  const wanted = ranges.findIndex((range) => range.type === type && range.quality > 0);
  if (wanted < 0) return false;
  return !ranges.some(
    (range, index) =>
      JSON_TYPES.includes(range.type) &&
      (range.quality > ranges[wanted].quality ||
        (range.type === JSON_TYPES[0] && range.quality === ranges[wanted].quality && index < wanted)),
  );
}

function readRange(text: string): { type: string; quality: number } {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
