import { isDeeperThan } from '../../../kernel/http/json';
import { MAX_DEPTH, type Json } from './json';
import { isJsonMediaType } from './media-type';

/** The most bytes of an answer that are read, stored and shown. */
export const MAX_ANSWER_BYTES = 65_536;

/** How the body of an answer is shown wherever one is. */
export interface BodyForm {
  body: Json;
  encoding: 'json' | 'utf8' | 'base64';
}

/**
 * JSON when the type says so and the body is whole, parsable and no deeper than we can store; else text; else base64.
 * `truncated`: more was sent than `bytes` holds. A character cut in two at the end is left out of the text.
 */
export function bodyForm(bytes: Buffer, contentType: string | undefined, truncated: boolean): BodyForm {
  const shown = bytes.subarray(0, MAX_ANSWER_BYTES);
  const cut = truncated || shown.length < bytes.length;
  const text = decodeUtf8(shown, cut);
  if (text === undefined) return { body: shown.toString('base64'), encoding: 'base64' };
  const json = !cut && contentType !== undefined && isJsonMediaType(contentType) ? parseJson(text) : undefined;
  return json === undefined ? { body: text, encoding: 'utf8' } : { body: json, encoding: 'json' };
}

function decodeUtf8(bytes: Buffer, cut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isDeeperThan(value, MAX_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}
