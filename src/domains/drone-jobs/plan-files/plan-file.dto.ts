import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { name, oneOf, required } from '../drone-rules';
import { MissionAnswerDto } from '../missions/mission.dto';

export const PLAN_FORMATS = ['plan', 'kml'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

export class ExportMissionQueryDto {
  @ApiPropertyOptional({
    description: '`plan` of a ground station such as QGroundControl, or KML.',
    example: 'plan',
    enum: PLAN_FORMATS,
    default: 'plan',
  })
  @Rules(optional(oneOf(...PLAN_FORMATS)))
  format?: PlanFormat;
}

export class ImportMissionQueryDto {
  @ApiProperty({
    description: '`plan` of a ground station such as QGroundControl, or KML.',
    example: 'plan',
    enum: PLAN_FORMATS,
  })
  @Rules(required(oneOf(...PLAN_FORMATS)))
  format: PlanFormat;

  @ApiPropertyOptional({ description: 'Name of the mission.', example: 'North fence', minLength: 1, maxLength: 255 })
  @Rules(optional(name()))
  name?: string;
}

export class ImportedMissionDto extends MissionAnswerDto {
  @ApiProperty({
    description: 'What of the file was left out or read otherwise; at most 100.',
    example: ['item 3 has command 206, which is left out'],
    type: [String],
    maxItems: 100,
  })
  warnings: string[];
}
