import { v7 as uuidv7 } from 'uuid';
import { isJsonObject } from '../../../kernel/http/json';
import type { Answer, Document, FileReference, Offsets } from './found';

type Fields = Record<string, unknown>;

const TYPES = ['extractive', 'generative', 'other'] as const;

/**
 * An answer in the form of this API: of deepset's search, one of Haystack's dataclasses, a chat message, or a text.
 * Undefined where there is no text in it.
 */
export function toAnswer(given: unknown): Answer | undefined {
  const fields = fieldsOf(given);
  const text = fields ? textIn(fields) : given;
  if (typeof text !== 'string') return undefined;
  const { document, documents, meta } = fields ?? {};
  const cited = [document, ...listOf(documents)].map(toDocument).filter(isPresent);
  const files = listOf(fields?.files).map(toFile).filter(isPresent);
  const own = toFile(fields?.file);
  const all = distinct([own, ...files, ...cited.map(({ file }) => file)].filter(isPresent));
  const ids = listOf(fields?.document_ids).filter(isText);
  return {
    answer: text,
    type: typeOf(fields),
    score: numberOf(fields?.score),
    context: textOf(fields?.context),
    document_id: textOf(fields?.document_id) ?? (isJsonObject(document) ? (cited[0]?.id ?? null) : null),
    document_ids: ids.length > 0 ? ids : cited.map(({ id }) => id),
    file: own ?? (all.length === 1 ? all[0] : null),
    files: all,
    offsets_in_context: offsetsOf(fields?.offsets_in_context ?? fields?.context_offset),
    offsets_in_document: offsetsOf(fields?.offsets_in_document ?? fields?.document_offset),
    meta: isJsonObject(meta) ? meta : {},
    prompt: textOf(fields?.prompt),
    result_id: textOf(fields?.result_id) ?? uuidv7(),
  };
}

/** A document in the form of this API; undefined for what is none. */
export function toDocument(given: unknown): Document | undefined {
  const fields = fieldsOf(given);
  if (!fields) return undefined;
  const meta = isJsonObject(fields.meta) ? fields.meta : {};
  return {
    id: textOf(fields.id) ?? uuidv7(),
    content: textOf(fields.content),
    content_type: 'text',
    meta,
    score: numberOf(fields.score),
    file: toFile(fields.file) ?? toFile({ id: meta.file_id, name: meta.file_name }) ?? null,
    embedding: null,
    result_id: textOf(fields.result_id) ?? uuidv7(),
  };
}

/** The text of a chat message, in any of the forms that Haystack has given it, and of answers. */
function textIn(fields: Fields): unknown {
  const content = fields.answer ?? fields.data ?? fields.content ?? fields._content;
  if (!Array.isArray(content)) return content;
  const texts = content.map((part) => (isJsonObject(part) ? part.text : part)).filter(isText);
  return texts.length > 0 ? texts.join('') : undefined;
}

function typeOf(fields: Fields | undefined): Answer['type'] {
  const named = TYPES.find((type) => type === fields?.type);
  if (named) return named;
  if (!fields || !('data' in fields) || !('document_offset' in fields || 'score' in fields)) return 'generative';
  return 'extractive';
}

/** Of an object as it is, or as Haystack's `to_dict` writes it. */
function fieldsOf(given: unknown): Fields | undefined {
  if (!isJsonObject(given)) return undefined;
  return isJsonObject(given.init_parameters) ? given.init_parameters : given;
}

function offsetsOf(given: unknown): Offsets[] {
  return (Array.isArray(given) ? given : [given]).flatMap((one: unknown) => {
    if (!isJsonObject(one)) return [];
    const { start, end } = one;
    return Number.isInteger(start) && Number.isInteger(end) ? [{ start: Number(start), end: Number(end) }] : [];
  });
}

function toFile(given: unknown): FileReference | undefined {
  if (!isJsonObject(given)) return undefined;
  const { id, name } = given;
  return isText(id) ? { id, name: textOf(name) ?? id } : undefined;
}

function distinct(files: FileReference[]): FileReference[] {
  return [...new Map(files.map((file) => [file.id, file])).values()];
}

function listOf(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const textOf = (value: unknown) => (isText(value) ? value : null);
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);
const isPresent = <T>(value: T | undefined | null): value is T => value !== undefined && value !== null;
