import { isJsonObject } from '../../../kernel/http/json';
import { badRequest } from '../refusals';
import { parseJson } from '../validation/json-body';
import { textProblem } from '../validation/lax-text';

export type FileMeta = Record<string, unknown>;

/** Bytes of one value and of all together, as JSON. */
const MAX_VALUE = 32_766;
const MAX_META = 250_000;

/** The meta that comes with an upload, as JSON text. @throws Failure `invalid`, 400 */
export function readMeta(json: string | undefined): FileMeta {
  if (json === undefined) return {};
  const parsed = parseJson(json);
  const meta = parsed.position === undefined ? (parsed.value ?? {}) : undefined;
  if (!isJsonObject(meta)) throw badRequest('meta must be a JSON object');
  return checkedMeta(meta);
}

/** What has the shape of a file's meta. @throws Failure `invalid`, 400 */
export function checkedMeta(meta: FileMeta): FileMeta {
  const fits = Object.entries(meta).every(([key, value]) => isText(key) && isValue(value) && bytes(value) <= MAX_VALUE);
  if (!fits || bytes(meta) > MAX_META) throw badRequest('meta is not valid');
  return meta;
}

/** Meta with changes: null removes. @throws Failure `invalid`, 400 */
export function mergedMeta(meta: FileMeta, changes: FileMeta): FileMeta {
  const merged = new Map([...Object.entries(meta), ...Object.entries(changes)]);
  for (const [key, value] of Object.entries(changes)) if (value === null) merged.delete(key);
  return checkedMeta(Object.fromEntries(merged));
}

function isValue(value: unknown): boolean {
  if (!isJsonObject(value)) return isPlain(value);
  return Object.entries(value).every(([key, member]) => isText(key) && isPlain(member));
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return isText(value);
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

/** Whether PostgreSQL can store it. */
const isText = (text: string) => textProblem(text) === undefined;

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
