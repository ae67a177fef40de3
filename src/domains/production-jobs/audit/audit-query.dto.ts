import { ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { MAX_ROWS } from '../lists';
import { text } from '../production-rules';
import { periodOf } from './period';

const FILTER = { maxLength: 200 };

const moment = optional(
  refuseUnless(
    (value) => periodOf(value) !== undefined,
    (field) => `${field} must be a date (YYYY-MM-DD) or an ISO 8601 time`,
  ),
);

/** Which rows of the audit to show; all filters hold together. */
export class AuditQueryDto {
  @ApiPropertyOptional({
    description: 'Rows in one answer at most; cut to 1000. Ignored when it is no positive number.',
    example: 50,
    type: 'integer',
    default: MAX_ROWS,
  })
  @Rules()
  limit?: string;

  @ApiPropertyOptional({
    description: 'Rows to leave out at the start. Ignored when it is no number.',
    example: 0,
    type: 'integer',
    default: 0,
  })
  @Rules()
  offset?: string;

  @ApiPropertyOptional({ ...FILTER, description: 'Only this action.', example: 'serial_advanced' })
  @Rules(text(200))
  action?: string;

  @ApiPropertyOptional({ ...FILTER, description: 'Only what this operator did.', example: 'user_V1StGXR8_Z5j' })
  @Rules(text(200))
  userId?: string;

  @ApiPropertyOptional({ ...FILTER, description: 'Only what names this unit.', example: 'SN-00001' })
  @Rules(text(200))
  serialId?: string;

  @ApiPropertyOptional({ ...FILTER, description: 'Only what names this job.', example: 'job_V1StGXR8_Z5j' })
  @Rules(text(200))
  jobId?: string;

  @ApiPropertyOptional({ description: 'From this moment, or the start of this day (UTC), on.', example: '2024-01-15' })
  @Rules(moment)
  from?: string;

  @ApiPropertyOptional({
    description: 'Up to this moment, or the end of this day (UTC).',
    example: '2024-01-15T10:30:00.000Z',
  })
  @Rules(moment)
  to?: string;
}
