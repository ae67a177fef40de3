import { readDateTime } from '../requests/date-time';
import type { Fields } from '../requests/fields';
import { refuseUnstorable } from '../requests/storable';
import { refusalOfId } from './secret-id';
import { SECRET_TYPES } from './secret.entity';
import type { SecretType } from './secret.entity';

/** Names of the fields in the order in which violations are listed. */
export const SECRET_FIELDS = [
  'secret',
  'secret.id',
  'secret.secretType',
  'secret.name',
  'secret.accessKey',
  'secret.params',
  'secret.expiresAt',
  'secretKey',
];

/** Programs get all their secrets in one variable as well, of which Linux takes 131072 bytes. */
const MAX_KEY = 8192;
const MAX_PARAMS = 8192;

/** What a request says of a secret; what breaks a rule is not there. */
export interface NewSecret {
  id?: string;
  type?: SecretType;
  name?: string;
  accessKey?: string;
  params?: object;
  expiresAt?: Date;
  key?: string;
}

export function readSecret(fields: Fields): NewSecret {
  const secret = fields.nested('secret');
  const key = fields.requiredText('secretKey', MAX_KEY);
  if (!secret) return { key };
  return {
    id: readId(secret),
    type: secret.has('secretType') ? readSecretType(secret) : secret.refuse('secretType', 'is required'),
    name: secret.text('name', 200),
    accessKey: secret.text('accessKey', 1024),
    params: readParams(secret),
    expiresAt: readDateTime(secret, 'expiresAt'),
    key,
  };
}

/** Reads `secretType`, if it is sent. */
export function readSecretType(fields: Fields): SecretType | undefined {
  const sent = fields.text('secretType');
  if (sent === undefined) return undefined;
  return toSecretType(sent) ?? fields.refuse('secretType', `must be one of ${SECRET_TYPES.join(', ')}`);
}

export function toSecretType(text: string): SecretType | undefined {
  return text === 's3' ? 'aws' : SECRET_TYPES.find((type) => type === text);
}

function readId(secret: Fields): string | undefined {
  const id = secret.requiredText('id');
  const refusal = id === undefined ? undefined : refusalOfId(id);
  return refusal === undefined ? id : secret.refuse('id', refusal);
}

function readParams(secret: Fields): object | undefined {
  const params = secret.plain('params');
  if (!params) return undefined;
  if (Buffer.byteLength(JSON.stringify(params)) > MAX_PARAMS) {
    return secret.refuse('params', `must be at most ${MAX_PARAMS} bytes of JSON`);
  }
  refuseUnstorable(params, secret.nameOf('params'), secret.violations);
  return params;
}
