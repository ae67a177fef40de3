import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { boolean, id, integer, name, names, required, text, whenGiven } from '../drone-rules';

const NAME = { example: 'North drone 1', minLength: 1, maxLength: 255 };
const GROUP = { description: 'Group that it flies for.', example: 'group-uuid-789' };
const MODEL = { description: 'Model.', example: 'Matrice 350', maxLength: 255, type: String, nullable: true };
const SERIAL_NUMBER = {
  description: 'Serial number, of no other device of the tenant.',
  minLength: 1,
  maxLength: 255,
  type: String,
  nullable: true,
};
const CAPABILITIES = {
  description: 'What it can do, for missions that require it; at most 100 names of at most 100 characters.',
  example: ['thermal-camera'],
  type: String,
  isArray: true as const,
  maxItems: 100,
};
const MAX_FLIGHT_SECONDS = {
  description: 'Seconds that it flies on a full battery.',
  example: 1500,
  type: 'integer' as const,
  minimum: 60,
  maximum: 86_400,
};
const ENABLED = { description: 'Whether it takes jobs.', example: true };

const isCapabilities = () => names(100, 100);
const isMaxFlightSeconds = () => integer(60, 86_400);

export class CreateDeviceDto {
  @ApiProperty({ description: 'Name of the device, not just blank; kept as sent.', ...NAME })
  @Rules(required(name()))
  name: string;

  @ApiProperty(GROUP)
  @Rules(required(id()))
  deviceGroupId: string;

  @ApiPropertyOptional(MODEL)
  @Rules(optional(text(255)))
  model?: string | null;

  @ApiPropertyOptional({ ...SERIAL_NUMBER, example: null })
  @Rules(optional(name()))
  serialNumber?: string | null;

  @ApiPropertyOptional(CAPABILITIES)
  @Rules(optional(isCapabilities()))
  capabilities?: string[] | null;

  @ApiPropertyOptional({ ...MAX_FLIGHT_SECONDS, default: 1500 })
  @Rules(optional(isMaxFlightSeconds()))
  maxFlightSeconds?: number | null;

  @ApiPropertyOptional({ ...ENABLED, type: Boolean, default: true, nullable: true })
  @Rules(optional(boolean()))
  enabled?: boolean | null;
}

export class UpdateDeviceDto {
  @ApiPropertyOptional({ description: 'A new name.', ...NAME })
  @Rules(whenGiven(name()))
  name?: string;

  @ApiPropertyOptional(GROUP)
  @Rules(whenGiven(id()))
  deviceGroupId?: string;

  @ApiPropertyOptional(MODEL)
  @Rules(optional(text(255)))
  model?: string | null;

  @ApiPropertyOptional({ ...SERIAL_NUMBER, example: 'SN-0001' })
  @Rules(optional(name()))
  serialNumber?: string | null;

  @ApiPropertyOptional(CAPABILITIES)
  @Rules(whenGiven(isCapabilities()))
  capabilities?: string[];

  @ApiPropertyOptional(MAX_FLIGHT_SECONDS)
  @Rules(whenGiven(isMaxFlightSeconds()))
  maxFlightSeconds?: number;

  @ApiPropertyOptional(ENABLED)
  @Rules(whenGiven(boolean()))
  enabled?: boolean;
}
