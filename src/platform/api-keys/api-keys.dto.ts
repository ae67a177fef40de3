import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { codePoints, hasLoneSurrogate, hasNull, refuseUnless } from '../../kernel/http/common-rules';
import { momentOf } from '../../kernel/http/moment';
import { optional, Rules } from '../../kernel/http/rules';

const isText = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' && !hasNull(value) && !hasLoneSurrogate(value);
const isName = (value: unknown) => isText(value) && codePoints(value as string) <= 100;
const isScopeList = (value: unknown) =>
  Array.isArray(value) &&
  value.length <= 100 &&
  value.every((scope) => typeof scope === 'string' && /^[a-z]+:[a-z]+$/.test(scope));
const isFutureTime = (value: unknown) => (momentOf(value)?.getTime() ?? 0) > Date.now();

export class CreateApiKeyDto {
  @ApiProperty({
    description: 'What the key is for, 1 to 100 characters.',
    example: 'ci',
    minLength: 1,
    maxLength: 100,
  })
  @Rules(refuseUnless(isName, (field) => `${field} must be a text of 1 to 100 characters`))
  name: string;

  @ApiPropertyOptional({
    description: 'Scopes of the key, such as `drone:write`; all of the caller when left out.',
    example: ['scheduled:read', 'scheduled:write'],
    type: [String],
    maxItems: 100,
  })
  @Rules(optional(refuseUnless(isScopeList, (field) => `${field} must be a list of scopes such as drone:read`)))
  scopes?: string[] | null;

  @ApiPropertyOptional({
    description: 'Tenant of the key, made on first use; the tenant of the caller when left out.',
    example: 'acme',
    minLength: 1,
    maxLength: 100,
    type: String,
    nullable: true,
  })
  @Rules(optional(refuseUnless(isName, (field) => `${field} must be a text of 1 to 100 characters`)))
  tenant?: string | null;

  @ApiPropertyOptional({
    description: 'When the key ends, ISO 8601, in the future; never when left out.',
    example: '2099-01-01T00:00:00.000Z',
    format: 'date-time',
    type: String,
    nullable: true,
  })
  @Rules(optional(refuseUnless(isFutureTime, (field) => `${field} must be an ISO 8601 time in the future`)))
  expiresAt?: string | null;
}

class ApiKeyFields {
  @ApiProperty({
    description: 'Id of the key; the client id for token requests.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
    format: 'uuid',
  })
  id: string;

  @ApiProperty({ description: 'What the key is for.', example: 'ci' })
  name: string;

  @ApiProperty({ description: 'Tenant whose rows the key reaches.', example: 'acme' })
  tenant: string;

  @ApiProperty({ description: 'Scopes of the key.', example: ['scheduled:read', 'scheduled:write'], type: [String] })
  scopes: string[];

  @ApiProperty({ description: 'When the key was made.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the key ends.', example: null, format: 'date-time', nullable: true, type: String })
  expiresAt: string | null;
}

export class ApiKeyDto extends ApiKeyFields {
  @ApiProperty({
    description: 'When the key was last used, to the minute.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  lastUsedAt: string | null;
}

export class CreatedApiKeyDto extends ApiKeyFields {
  @ApiProperty({
    description: 'The key itself. It is shown only here.',
    example: 'sk_UGxlYXNlIGRvIG5vdCB1c2UgdGhpcyBrZXkgYW55d2hlcmU',
  })
  key: string;
}

export class ApiKeyListDto {
  @ApiProperty({ description: 'Living keys, oldest first; at most 1000.', type: [ApiKeyDto] })
  data: ApiKeyDto[];
}
