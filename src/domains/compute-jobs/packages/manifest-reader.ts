import { isJsonObject } from '../../../kernel/http/json';
import { Fields } from '../requests/fields';
import { isStorable } from '../requests/storable';
import { ENGINE_TYPES } from './manifest';
import type { Manifest } from './manifest';
import type { PackageKind } from './package.entity';

const FIELDS = [
  'name',
  'version',
  'description',
  'platform',
  'entrypoint',
  'type',
  'platformConfig',
  'platformConfig.container',
  'platformConfig.privateImage',
  'platformConfig.username',
  'platformConfig.token',
  'platformConfig.secrets',
  'deviceRequirements',
  'deviceRequirements.minCpu',
  'deviceRequirements.minMemory',
  'deviceRequirements.gpu',
];
/** The names of the fields by what they have in common however they are written. */
const NAMES = new Map(FIELDS.map((field) => field.split('.').at(-1)!).map((name) => [name.toLowerCase(), name]));

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Nine digits fit a database integer, and a tag. */
const VERSION = /^[0-9]{1,9}\.[0-9]{1,9}$/;
const SECRET_ID = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const MAX_TEXT = 4000;
const MAX_NAME = 255;
const MAX_AMOUNT = 100_000;
const MAX_LIST = 100;

/** A manifest as it was pushed: the token is not sealed yet. */
export interface PushedManifest {
  manifest: Manifest;
  token?: string;
}

/**
 * Reads `manifest.json`, whose keys may be written in any case, in snake or camel.
 * @throws Failure `body-not-object`, `invalid`
 */
export function readManifest(document: unknown, kind: PackageKind): PushedManifest {
  const fields = Fields.of(plainly(document));
  const platform = nestedIfSent(fields, 'platformConfig');
  const device = nestedIfSent(fields, 'deviceRequirements');
  const manifest: Partial<Manifest> = {
    name: readPattern(fields, 'name', NAME),
    version: readPattern(fields, 'version', VERSION),
    description: fields.text('description', MAX_TEXT),
    platform: fields.text('platform', MAX_NAME),
    entrypoint: fields.text('entrypoint', MAX_TEXT),
    type: kind === 'engine' ? readType(fields) : undefined,
    platform_config: platform && {
      container: platform.text('container', MAX_TEXT),
      private_image: platform.flag('privateImage'),
      username: platform.text('username', MAX_TEXT),
      secrets: readList(platform, 'secrets', (id) => SECRET_ID.test(id), 'ids of secrets'),
    },
    device_requirements: device && {
      min_cpu: readAmount(device, 'minCpu'),
      min_memory: readAmount(device, 'minMemory'),
      gpu: readList(device, 'gpu', (name) => name.length <= MAX_NAME && isStorable(name), 'names'),
    },
  };
  const token = platform?.text('token', MAX_TEXT);
  fields.violations.refuse(FIELDS);
  return { manifest: manifest as Manifest, token };
}

/** The same object with the names of the fields as they are published. */
function plainly(document: unknown): unknown {
  if (!isJsonObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      NAMES.get(key.replaceAll('_', '').toLowerCase()) ?? key,
      plainly(value),
    ]),
  );
}

function nestedIfSent(fields: Fields, name: string): Fields | undefined {
  return fields.has(name) ? fields.nested(name) : undefined;
}

function readPattern(fields: Fields, name: string, pattern: RegExp): string | undefined {
  const text = fields.requiredText(name);
  return text === undefined || pattern.test(text) ? text : fields.refuse(name, `must match ${pattern.source}`);
}

function readType(fields: Fields): Manifest['type'] {
  const text = fields.requiredText('type')?.toLowerCase();
  const type = ENGINE_TYPES.find((choice) => choice === text);
  return type ?? (text === undefined ? undefined : fields.refuse('type', `must be one of ${ENGINE_TYPES.join(', ')}`));
}

function readAmount(fields: Fields, name: string): number | undefined {
  const value = fields.value(name);
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= MAX_AMOUNT)) return value;
  return fields.refuse(name, `must be a number from 0 to ${MAX_AMOUNT}`);
}

function readList(fields: Fields, name: string, isFit: (text: string) => boolean, what: string): string[] | undefined {
  const value = fields.value(name);
  if (value === undefined) return undefined;
  const fits = (one: unknown): one is string => typeof one === 'string' && isFit(one);
  if (Array.isArray(value) && value.length <= MAX_LIST && value.every(fits)) return value;
  return fields.refuse(name, `must be a list of at most ${MAX_LIST} ${what}`);
}
