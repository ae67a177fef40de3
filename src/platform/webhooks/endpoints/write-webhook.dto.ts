import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { codePoints, hasLoneSurrogate, hasNull, refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { isTypePattern } from './event-types';
import { isWebhookSecret } from './webhook-secrets';

const MAX_URL = 2048;
const MAX_TYPES = 100;
const MAX_DESCRIPTION = 500;
const SECRET_EXAMPLE = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

const isText = (value: unknown): value is string =>
  typeof value === 'string' && !hasNull(value) && !hasLoneSurrogate(value);
const isUrl = (value: unknown) => isText(value) && value.length <= MAX_URL && URL.canParse(value);
const isTypeList = (value: unknown) =>
  Array.isArray(value) && value.length >= 1 && value.length <= MAX_TYPES && value.every(isTypePattern);
const isDescription = (value: unknown) => isText(value) && codePoints(value) <= MAX_DESCRIPTION;

const url = refuseUnless(isUrl, (field) => `${field} must be an absolute URL of at most ${MAX_URL} characters`);
const types = refuseUnless(
  isTypeList,
  (field) => `${field} must be 1 to ${MAX_TYPES} event types such as quintet.drone.job.queued, quintet.drone.* or *`,
);
const description = refuseUnless(isDescription, (field) => `${field} must be at most ${MAX_DESCRIPTION} characters`);
const secret = refuseUnless(isWebhookSecret, (field) => `${field} must be whsec_ and base64 of 24 to 64 bytes`);
const paused = refuseUnless(
  (value) => typeof value === 'boolean',
  (field) => `${field} must be true or false`,
);

const URL_FIELD = {
  description: 'Where events are sent to: https, at a public address. Plain http only to hosts of OUTBOUND_ALLOW.',
  example: 'https://example.com/hook',
  type: String,
  maxLength: MAX_URL,
};
const TYPES_FIELD: ApiPropertyOptions = {
  description:
    'Event types, prefixes ending in `.*`, or `*`. Types of a domain that the caller may not read are refused.',
  example: ['quintet.production.*', 'quintet.scheduled.job.completed'],
  type: [String],
  minItems: 1,
  maxItems: MAX_TYPES,
};
const DESCRIPTION_FIELD = {
  description: 'What it is for.',
  example: 'Dashboard of hall 2',
  type: String,
  maxLength: MAX_DESCRIPTION,
};

export class CreateWebhookDto {
  @ApiProperty(URL_FIELD)
  @Rules(url)
  url: string;

  @ApiProperty(TYPES_FIELD)
  @Rules(types)
  types: string[];

  @ApiPropertyOptional({
    description: 'What deliveries are signed with: `whsec_` and base64 of 24 to 64 bytes. Generated when left out.',
    example: SECRET_EXAMPLE,
    type: String,
  })
  @Rules(optional(secret))
  secret?: string | null;

  @ApiPropertyOptional(DESCRIPTION_FIELD)
  @Rules(optional(description))
  description?: string | null;
}

export class UpdateWebhookDto {
  @ApiPropertyOptional(URL_FIELD)
  @Rules(optional(url))
  url?: string | null;

  @ApiPropertyOptional(TYPES_FIELD)
  @Rules(optional(types))
  types?: string[] | null;

  @ApiPropertyOptional({ ...DESCRIPTION_FIELD, description: 'What it is for; null for nothing.', nullable: true })
  @Rules(optional(description))
  description?: string | null;

  @ApiPropertyOptional({ description: 'true: deliveries wait. false: they go on.', example: false, type: Boolean })
  @Rules(optional(paused))
  paused?: boolean | null;
}

export class RotateSecretDto {
  @ApiPropertyOptional({
    description: 'The new secret: `whsec_` and base64 of 24 to 64 bytes. Generated when left out.',
    example: SECRET_EXAMPLE,
    type: String,
  })
  @Rules(optional(secret))
  secret?: string | null;
}
