import type { Fields } from '../requests/fields';
import { merge } from '../requests/merge';
import { refuseUnstorable } from '../requests/storable';

/** Names of the fields in the order in which violations are listed. */
export const PARAMS_FIELDS = ['params', 'params.preset', 'params.partitioner', 'params.assembler', 'params.app'];

type UserData = Record<string, unknown>;

/** What the programs of a job are given; the three objects are the user's own data. */
export interface JobParams {
  preset?: string;
  partitioner?: UserData;
  assembler?: UserData;
  app?: UserData;
}

/** Bytes: a program gets each object as one environment variable, of which Linux takes 131072. */
const MAX_BYTES = 120_000;

/** Reads `params`. */
export function readParams(fields: Fields): JobParams {
  const params = fields.nested('params');
  if (!params) return {};
  refuseLarge(fields, 'params', fields.value('params'));
  return readMembers(params);
}

/**
 * Reads members of `params`, with or without the object around them, that replace those of a job: each over the
 * template's.
 */
export function readChangedParams(fields: Fields, template: JobParams): JobParams {
  const params = fields.nestedOrFlat('params');
  if (!params) return {};
  const members = readMembers(params);
  refuseLarge(fields, 'params', members);
  const sent = Object.entries(members).filter(([, value]) => value !== undefined);
  const below = Object.entries(template).filter(([name]) => sent.some(([key]) => key === name));
  return merge(Object.fromEntries(below), Object.fromEntries(sent));
}

function readMembers(params: Fields): JobParams {
  return {
    preset: params.text('preset'),
    partitioner: readUserData(params, 'partitioner'),
    assembler: readUserData(params, 'assembler'),
    app: readUserData(params, 'app'),
  };
}

function readUserData(params: Fields, name: string): UserData | undefined {
  const data = params.plain(name);
  if (data) refuseUnstorable(data, params.nameOf(name), params.violations);
  return data;
}

/** Notes which of the three objects are too large, with the defaults of a template below them. */
export function refuseLargeParams(fields: Fields, params: JobParams): void {
  for (const name of ['partitioner', 'assembler', 'app'] as const) refuseLarge(fields, `params.${name}`, params[name]);
}

function refuseLarge(fields: Fields, name: string, value: unknown): void {
  if (value !== undefined && Buffer.byteLength(JSON.stringify(value)) > MAX_BYTES) {
    fields.refuse(name, `must be at most ${MAX_BYTES} bytes of JSON`);
  }
}
