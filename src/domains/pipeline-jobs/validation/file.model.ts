import type { FilePart } from '../../../kernel/http/multipart';
import { isIsoTime } from '../files/iso-time';
import type { FileMeta } from '../files/file-meta';
import { isJsonObject } from '../../../kernel/http/json';
import { valueError } from './findings';
import type { Problem, Rule } from './findings';
import { merged, nullable, object, optional, refined, required } from './lax';
import { filePart } from './lax-file-part';
import { oneOf, string } from './lax-text';
import { uuid } from './lax-uuid';
import { odataFilter } from './odata';
import { fieldsOf, jsonField, numberColumn, textColumn, timeColumn, uuidColumn } from './odata-fields';
import type { FilterCondition, FilterFields } from './odata-fields';
import { numberedPageQuery, pageQuery } from './page.model';
import type { NumberedPage, PageQuery } from './page.model';
import { validateParameters, validateRequest } from './request';
import type { RawRequest, Validation } from './request';

export const WRITE_MODES = ['KEEP', 'OVERWRITE', 'FAIL'] as const;
export type WriteMode = (typeof WRITE_MODES)[number];

export interface UploadFileRequest {
  query: { write_mode: WriteMode; file_name: string | null };
  body: { file: FilePart; meta: string | undefined };
}

export type FileSort = 'created_at' | 'name' | 'size';

export interface ListFilesQuery extends PageQuery<FileSort> {
  /** Parts of name and text, in any case. */
  name: string | null;
  content: string | null;
  filter: FilterCondition | null;
  /** When the last file of the page before was made, and its id. */
  after_value: string | null;
  after_file_id: string | null;
}

export interface OneFileRequest {
  path: { file_id: string };
}

export interface ChangeMetaRequest extends OneFileRequest {
  body: FileMeta;
}

export interface ListDocumentsRequest extends OneFileRequest {
  query: NumberedPage;
}

const NO_TIME: Problem = { type: 'datetime_parsing', msg: 'Input should be a valid datetime' };
const NO_OBJECT: Problem = {
  type: 'model_attributes_type',
  msg: 'Input should be a valid dictionary or object to extract fields from',
};

const nothing = object({});
const oneFile = object({ file_id: required(uuid()) });

const time: Rule<string> = (input, findings) =>
  typeof input === 'string' && isIsoTime(input) ? input : findings.report(NO_TIME);

const anyObject: Rule<FileMeta> = (input, findings) => (isJsonObject(input) ? input : findings.report(NO_OBJECT));

const COLUMNS = fieldsOf({
  name: textColumn('item.name'),
  size: numberColumn('item.size'),
  created_at: timeColumn('item.createdAt'),
  file_id: uuidColumn('item.id'),
});
const filterFields: FilterFields = (path) =>
  COLUMNS(path) ?? jsonField('item.meta', path[0] === 'meta' && path.length > 1 ? path.slice(1) : path);

const listFilesQuery: Rule<ListFilesQuery> = refined(
  merged(
    pageQuery<FileSort>('created_at', 'name', 'size'),
    object({
      name: optional(nullable(string()), null),
      content: optional(nullable(string()), null),
      filter: optional(nullable(odataFilter(filterFields)), null),
      after_value: optional(nullable(time), null),
      after_file_id: optional(nullable(uuid()), null),
    }),
  ),
  ({ after_value, after_file_id, after, before, page_number }) => {
    if ((after_value === null) !== (after_file_id === null)) {
      return valueError('after_value and after_file_id must be used together');
    }
    return after_value !== null && (after ?? before ?? page_number) !== null
      ? valueError('after_value and after_file_id cannot be combined with page_number, before or after')
      : undefined;
  },
);

/** Validates `POST /api/v1/workspaces/{name}/files`. */
export function validateUploadFile(request: RawRequest): Validation<UploadFileRequest> {
  const model = {
    path: nothing,
    query: object({
      write_mode: optional(oneOf(...WRITE_MODES), 'KEEP'),
      file_name: optional(nullable(string()), null),
    }),
    body: object({ file: required(filePart()), meta: optional<string | undefined>(string(), undefined) }),
  };
  return validateRequest(model, request);
}

/** Validates `GET /api/v1/workspaces/{name}/files`. */
export function validateListFiles(request: RawRequest): Validation<{ query: ListFilesQuery }> {
  return validateParameters({ path: nothing, query: listFilesQuery }, request);
}

/** Validates the id of a file in a path. */
export function validateOneFile(request: RawRequest): Validation<OneFileRequest> {
  return validateParameters({ path: oneFile, query: nothing }, request);
}

/** Validates `PUT` and `PATCH .../files/{file_id}/meta`. */
export function validateChangeMeta(request: RawRequest): Validation<ChangeMetaRequest> {
  return validateRequest({ path: oneFile, query: nothing, body: anyObject }, request);
}

/** Validates `GET .../files/{file_id}/documents`. */
export function validateListDocuments(request: RawRequest): Validation<ListDocumentsRequest> {
  return validateParameters({ path: oneFile, query: numberedPageQuery }, request);
}
