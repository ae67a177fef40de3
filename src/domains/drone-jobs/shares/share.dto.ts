import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { id, integer, metadata, oneOf, required } from '../drone-rules';
import { ListDto } from '../lists';
import { SHARE_TYPES } from './share.entity';
import type { ShareType } from './share.entity';

const MAX_SECONDS = 2_592_000;
const MAX_VIEWERS = 1000;
/** There is one permission; a longer list only repeats it. */
const MAX_PERMISSIONS = 10;

const isPermissions = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_PERMISSIONS && value.every((one) => one === 'view');

const CODE = { description: 'What the link ends with.', example: 'q3VYl0cT9mXbA7RkZ2uWdN' };
const URL = {
  description: 'The link to hand on.',
  example: 'https://jobs.example.com/v3/share/q3VYl0cT9mXbA7RkZ2uWdN',
};
const RESOURCE = { description: 'Device, or device group, that is shown.', example: 'drone-uuid-456' };
const TYPE = {
  description:
    '`STREAM` shows droneState, navigation and sensorPayload; `DEVICE_STATUS` droneState, dockState, navigation, weather and battery.',
  example: 'STREAM',
  enum: SHARE_TYPES,
};
const PERMISSIONS = {
  description: 'What viewers may do.',
  example: ['view'],
  type: String,
  isArray: true as const,
  minItems: 1,
  maxItems: MAX_PERMISSIONS,
};
const VIEWERS = {
  description: 'Viewers at one time, over MQTT and WebSocket together; null: any number.',
  example: 10,
  type: 'integer' as const,
  minimum: 1,
  maximum: MAX_VIEWERS,
  nullable: true,
};
const EXPIRES_AT = { description: 'When the share ends.', example: '2024-01-14T16:30:00Z', format: 'date-time' };

export class CreateShareDto {
  @ApiProperty(RESOURCE)
  @Rules(required(id()))
  resourceId: string;

  @ApiProperty(TYPE)
  @Rules(required(oneOf(...SHARE_TYPES)))
  shareType: ShareType;

  @ApiProperty({ ...PERMISSIONS, items: { type: 'string', enum: ['view'] } })
  @Rules(required(refuseUnless(isPermissions, (field) => `${field} must be a non-empty array of "view"`)))
  permissions: 'view'[];

  @ApiProperty({
    description: 'Seconds that the share lasts.',
    example: 3600,
    type: 'integer',
    minimum: 1,
    maximum: MAX_SECONDS,
  })
  @Rules(required(integer(1, MAX_SECONDS)))
  expiresIn: number;

  @ApiPropertyOptional(VIEWERS)
  @Rules(optional(integer(1, MAX_VIEWERS)))
  maxViewers?: number | null;

  @ApiPropertyOptional({
    description: 'Data of your own, given back as sent: at most 16384 bytes of compact JSON, 32 levels deep.',
    example: { purpose: 'press day' },
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  @Rules(optional(metadata()))
  metadata?: object | null;
}

export class CreatedShareDto {
  @ApiProperty(CODE)
  shareCode: string;

  @ApiProperty(URL)
  shareUrl: string;

  @ApiProperty(EXPIRES_AT)
  expiresAt: string;

  @ApiProperty(VIEWERS)
  maxViewers: number | null;
}

export class ShareDto {
  @ApiProperty(CODE)
  shareCode: string;

  @ApiProperty(URL)
  shareUrl: string;

  @ApiProperty(RESOURCE)
  resourceId: string;

  @ApiProperty(TYPE)
  shareType: ShareType;

  @ApiProperty(PERMISSIONS)
  permissions: 'view'[];

  @ApiProperty(EXPIRES_AT)
  expiresAt: string;

  @ApiProperty(VIEWERS)
  maxViewers: number | null;

  @ApiProperty({ description: 'When the share was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    description: 'Data of the client.',
    example: { purpose: 'press day' },
    type: 'object',
    additionalProperties: true,
  })
  metadata: object;
}

export class CreatedShareAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The new share.', type: CreatedShareDto })
  share: CreatedShareDto;
}

export class ShareAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The share.', type: ShareDto })
  share: ShareDto;
}

export class ShareListDto extends ListDto {
  @ApiProperty({ description: 'Shares that live, newest first.', type: [ShareDto] })
  shares: ShareDto[];
}
