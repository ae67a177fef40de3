import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalBody } from '../../../kernel/http/dto.pipe';
import { optional, Rules } from '../../../kernel/http/rules';
import { DeviceGroupDto } from '../device-groups/device-group.dto';
import { ABORT_ACTIONS, COMMAND_TYPES } from '../device-protocol/messages';
import type { AbortAction, CommandType } from '../device-protocol/messages';
import { oneOf, text } from '../drone-rules';
import { ListDto } from '../lists';

export const COMMAND_STATUSES = ['SENT', 'ACCEPTED', 'REJECTED', 'EXPIRED'] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

@OptionalBody()
export class ControlFlightDto {
  @ApiPropertyOptional({
    description: 'Why: the history of the job keeps it.',
    example: 'Helicopter nearby',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(1000)))
  reason?: string | null;
}

@OptionalBody()
export class AbortFlightDto extends ControlFlightDto {
  @ApiPropertyOptional({
    description: 'What the device does then; `RTH` when left out.',
    example: 'LAND',
    enum: ABORT_ACTIONS,
    nullable: true,
  })
  @Rules(optional(oneOf(...ABORT_ACTIONS)))
  action?: AbortAction | null;
}

export class DroneCommandDto {
  @ApiProperty({ description: 'Id of the command.', example: 'cmd-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  commandId: string;

  @ApiProperty({ description: 'What the device is told.', example: 'abort', enum: COMMAND_TYPES })
  type: CommandType;

  @ApiProperty({ description: 'Job that it is about.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  jobId: string;

  @ApiProperty({
    description: '`EXPIRED` also where another command made it pointless before it was answered.',
    example: 'SENT',
    enum: COMMAND_STATUSES,
  })
  status: CommandStatus;

  @ApiProperty({ description: 'When it was sent.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  sentAt: string;
}

export class DroneCommandAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The command.', type: DroneCommandDto })
  command: DroneCommandDto;
}

export class ListedDroneCommandDto extends DroneCommandDto {
  @ApiProperty({ description: 'Device that it was sent to.', example: 'drone-uuid-456' })
  deviceId: string;

  @ApiProperty({ description: 'Fencing number of the assignment.', example: 17, type: 'integer' })
  lease: number;

  @ApiProperty({ description: 'Until when it is good.', example: '2024-01-15T15:30:00Z', format: 'date-time' })
  expiresAt: string;

  @ApiProperty({
    description: 'When the device answered.',
    example: '2024-01-14T15:30:01Z',
    format: 'date-time',
    type: String,
    nullable: true,
  })
  answeredAt: string | null;
}

export class DroneCommandListDto extends ListDto {
  @ApiProperty({ description: 'Commands of the job, newest first.', type: [ListedDroneCommandDto] })
  commands: ListedDroneCommandDto[];
}

export class EmergencyStopDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The group, locked.', type: DeviceGroupDto })
  deviceGroup: DeviceGroupDto;

  @ApiProperty({
    description: 'Jobs whose flights are aborted.',
    example: ['job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90'],
    type: [String],
  })
  aborted: string[];
}
