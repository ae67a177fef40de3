import { ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { SearchQueryDto } from '../lists';
import { day, oneOf, text } from '../production-rules';

const STATUSES = ['open', 'completed'];
const TRUTHS = ['true', 'false'];

export class ListJobsDto extends SearchQueryDto {
  @ApiPropertyOptional({
    description: '`completed`: as many units as the goal are completed; `open`: fewer.',
    example: 'open',
    enum: STATUSES,
  })
  @Rules(oneOf(STATUSES))
  status?: 'open' | 'completed';

  @ApiPropertyOptional({ description: 'Only jobs that carry the tag with this id.', example: 'tag_V1StGXR8_Z5j' })
  @Rules(text(200))
  tag?: string;

  @ApiPropertyOptional({ description: 'Only jobs that are linked to this Jira issue.', example: 'PI-42' })
  @Rules(text(1000))
  jiraTicketKey?: string;

  @ApiPropertyOptional({
    description: '`true`: only jobs that are past their due date with units missing; `false`: only others.',
    example: 'true',
    enum: TRUTHS,
  })
  @Rules(oneOf(TRUTHS))
  overdue?: 'true' | 'false';

  @ApiPropertyOptional({
    description: 'Only jobs that are due before this day.',
    example: '2030-07-01',
    format: 'date',
  })
  @Rules(day())
  dueBefore?: string;
}
