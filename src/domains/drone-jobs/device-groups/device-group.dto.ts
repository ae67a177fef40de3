import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { name, object, required, text, whenGiven } from '../drone-rules';
import { ListDto } from '../lists';
import { DEFAULT_POLICY, GroupPolicyDto } from './group-policy.dto';

const POLICY = { example: DEFAULT_POLICY, type: GroupPolicyDto };
const notObject = (path: string) => `${path} must be an object`;

export class CreateDeviceGroupDto {
  @ApiProperty({
    description: 'Name of the group, 1 to 255 characters, not just blank; kept as sent.',
    example: 'Fleet Alpha',
    minLength: 1,
    maxLength: 255,
  })
  @Rules(required(name()))
  name: string;

  @ApiPropertyOptional({
    description: 'What the group is for.',
    example: 'Inspection drones of the north site',
    maxLength: 4000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(4000)))
  description?: string | null;

  @ApiPropertyOptional({ description: 'Limits that differ from the usual ones.', ...POLICY })
  @Rules(optional(object()))
  @RulesWithin(GroupPolicyDto, notObject)
  policy?: GroupPolicyDto | null;
}

export class UpdateDeviceGroupDto {
  @ApiPropertyOptional({ description: 'A new name.', example: 'Fleet Alpha North', minLength: 1, maxLength: 255 })
  @Rules(whenGiven(name()))
  name?: string;

  @ApiPropertyOptional({
    description: 'A new description; null clears it.',
    example: 'Inspection drones of the north site',
    maxLength: 4000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(4000)))
  description?: string | null;

  @ApiPropertyOptional({ description: 'Limits to change; the others stay.', ...POLICY })
  @Rules(whenGiven(object()))
  @RulesWithin(GroupPolicyDto, notObject)
  policy?: GroupPolicyDto;
}

export class DeviceGroupDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'group-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  deviceGroupId: string;

  @ApiProperty({ description: 'Name of the group.', example: 'Fleet Alpha' })
  name: string;

  @ApiProperty({
    description: 'What the group is for.',
    example: 'Inspection drones of the north site',
    type: String,
    nullable: true,
  })
  description: string | null;

  @ApiProperty({ description: 'Devices in the group.', example: 1, type: 'integer' })
  deviceCount: number;

  @ApiProperty({ description: 'How jobs of the group are handed to its devices.', ...POLICY })
  policy: GroupPolicyDto;

  @ApiProperty({ description: 'Whether the group starts no jobs.', example: false })
  locked: boolean;

  @ApiProperty({ description: 'When the group was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the group last changed.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  updatedAt: string;
}

export class DeviceGroupAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The group.', type: DeviceGroupDto })
  deviceGroup: DeviceGroupDto;
}

export class DeviceGroupListDto extends ListDto {
  @ApiProperty({ description: 'Groups, newest first.', type: [DeviceGroupDto] })
  deviceGroups: DeviceGroupDto[];
}
