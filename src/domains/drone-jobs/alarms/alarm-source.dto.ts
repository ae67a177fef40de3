import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { instant, integer, name, object, required, whenGiven } from '../drone-rules';
import { CreateDroneJobDto } from '../jobs/create-job.dto';
import { ListDto } from '../lists';
import { hasPlaceholder } from './placeholders';

const notObject = (path: string) => `${path} must be an object`;
const NAME = { description: 'Name, not just blank.', example: 'North gate', minLength: 1, maxLength: 255 };
const KEY = {
  description:
    'Tells alarms of the same thing, with placeholders as in `job`: only the first of them in a time makes a job. Each alarm makes one where it is null.',
  example: '{{sensor.id}}',
  maxLength: 1000,
  type: String,
  nullable: true,
};
const SECONDS = {
  description: 'How long alarms with the same key make no other job.',
  example: 300,
  type: 'integer' as const,
  minimum: 1,
  maximum: 86_400,
};
const MAX_SECONDS = 86_400;
export const DEFAULT_SECONDS = 300;

/** A job of which texts are filled in when an alarm comes. */
export class AlarmJobDto extends CreateDroneJobDto {
  @ApiPropertyOptional({
    description: 'When to fly, ISO 8601, or a placeholder. At once when left out or past.',
    example: '{{at}}',
    type: String,
    nullable: true,
  })
  @Rules(
    optional((value, field) =>
      typeof value === 'string' && hasPlaceholder(value) ? undefined : instant()(value, field),
    ),
  )
  override scheduledAt?: string | null = undefined;
}

const JOB = {
  description: 'The job that an alarm makes. `{{a.b}}` in its texts is replaced by `b` of `a` of the payload.',
  type: AlarmJobDto,
  example: {
    name: 'Look at {{sensor.id}}',
    description: 'Alarm: {{message}}',
    deviceGroupId: 'group-uuid-789',
    missionId: 'mission-uuid-123',
    priority: 10,
  },
};

export class CreateAlarmSourceDto {
  @ApiProperty(NAME)
  @Rules(required(name()))
  name: string;

  @ApiProperty(JOB)
  @Rules(required(object()))
  @RulesWithin(AlarmJobDto, notObject)
  job: AlarmJobDto;

  @ApiPropertyOptional(KEY)
  @Rules(optional(name(1000)))
  dedupeKey?: string | null;

  @ApiPropertyOptional({ ...SECONDS, default: DEFAULT_SECONDS })
  @Rules(optional(integer(1, MAX_SECONDS)))
  dedupeSeconds?: number | null;
}

export class UpdateAlarmSourceDto {
  @ApiPropertyOptional(NAME)
  @Rules(whenGiven(name()))
  name?: string;

  @ApiPropertyOptional(JOB)
  @Rules(whenGiven(object()))
  @RulesWithin(AlarmJobDto, notObject)
  job?: AlarmJobDto;

  @ApiPropertyOptional(KEY)
  @Rules(optional(name(1000)))
  dedupeKey?: string | null;

  @ApiPropertyOptional(SECONDS)
  @Rules(whenGiven(integer(1, MAX_SECONDS)))
  dedupeSeconds?: number;
}

const ID = { description: 'Id, made by the server.', example: 'alarm-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' };

export class CreatedAlarmSourceDto {
  @ApiProperty(ID)
  alarmSourceId: string;

  @ApiProperty({ description: 'Name.', example: 'North gate' })
  name: string;

  @ApiProperty({
    description: 'Where to post alarms: who has it can make jobs. It is shown this once.',
    example: 'https://drones.example.com/v3/alarms/al_shown_once',
  })
  url: string;
}

export class AlarmSourceDto {
  @ApiProperty(ID)
  alarmSourceId: string;

  @ApiProperty({ description: 'Name.', example: 'North gate' })
  name: string;

  @ApiProperty(JOB)
  job: CreateDroneJobDto;

  @ApiProperty(KEY)
  dedupeKey: string | null;

  @ApiProperty(SECONDS)
  dedupeSeconds: number;

  @ApiProperty({ description: 'When it was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it was last changed.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  updatedAt: string;
}

export class CreatedAlarmSourceAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The source.', type: CreatedAlarmSourceDto })
  alarmSource: CreatedAlarmSourceDto;
}

export class AlarmSourceAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The source.', type: AlarmSourceDto })
  alarmSource: AlarmSourceDto;
}

export class AlarmSourceListDto extends ListDto {
  @ApiProperty({ description: 'Sources, newest first.', type: [AlarmSourceDto] })
  alarmSources: AlarmSourceDto[];
}

export class AlarmTestDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The job that the alarm would make.', type: CreateDroneJobDto })
  job: CreateDroneJobDto;

  @ApiProperty({ description: 'Its key, filled in.', example: 'gate-7', type: String, nullable: true })
  dedupeKey: string | null;
}
