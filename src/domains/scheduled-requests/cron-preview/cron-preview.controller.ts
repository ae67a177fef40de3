import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ScheduledFailures } from '../scheduled-failures';
import { instantOf } from '../values/instant';
import { previewCron } from './cron-preview';
import { CronPreviewAnswerDto } from './cron-preview.dto';

@ApiTags('scheduled')
@Controller('scheduler/api/cron/preview')
export class CronPreviewController {
  @Get()
  @ApiOperation({
    summary: 'Explain a cron expression',
    description: 'In words, and with its next matches.',
    operationId: 'previewCron',
  })
  @ApiQuery({
    name: 'cron',
    description: 'Five fields or a nickname.',
    schema: { type: 'string' },
    example: '*/5 * * * *',
  })
  @ApiQuery({
    name: 'timezone',
    required: false,
    description: 'IANA time zone.',
    schema: { type: 'string', default: 'UTC' },
  })
  @ApiQuery({
    name: 'count',
    required: false,
    description: 'Matches in the answer at most.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  })
  @ApiQuery({
    name: 'from',
    required: false,
    description: 'The matches after this moment, now when left out.',
    schema: { type: 'string', format: 'date-time' },
  })
  @ApiOkResponse({ type: CronPreviewAnswerDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  preview(@Query() query: Record<string, unknown>): CronPreviewAnswerDto {
    return { data: previewCron(query, instantOf(Date.now())) };
  }
}
