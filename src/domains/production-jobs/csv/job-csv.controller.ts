import { Body, Controller, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { BodyLimit, RawBody } from '../../../kernel/http/body.interceptor';
import { QueryPipe } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { ImportQueryDto, ImportResultDto } from './import.dto';
import { JobExportsService } from './job-exports.service';
import { JobImportsService } from './job-imports.service';

const CSV = 'text/csv';
/** Bytes. */
const MAX_BYTES = 5 * 1024 * 1024;
const EXAMPLE = 'name,goalQuantity,jiraTicketKey,dueDate\r\nJOB-2024-001,50,PI-42,2030-06-30\r\n';

@ApiTags('production')
@Controller('api/jobs')
export class JobCsvController {
  constructor(
    private readonly exports: JobExportsService,
    private readonly imports: JobImportsService,
  ) {}

  @Get('export.csv')
  @ApiOperation({
    summary: 'Export all production jobs as CSV',
    description: 'By creation, as RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe.',
    operationId: 'exportProductionJobs',
  })
  @ApiProduces(CSV)
  @ApiOkResponse({ description: 'All jobs.', content: { [CSV]: { schema: { type: 'string' } } } })
  @ProductionFailures(401, 403, 415, 429, 500, 503)
  async export(@CurrentCaller() caller: Caller): Promise<StreamableFile> {
    const lines = await this.exports.export(caller.tenantId);
    return new StreamableFile(lines, {
      type: `${CSV}; charset=utf-8`,
      disposition: 'attachment; filename="jobs.csv"',
    });
  }

  @Post('import')
  @HttpCode(200)
  @RawBody(CSV)
  @BodyLimit(MAX_BYTES)
  @ApiOperation({
    summary: 'Import production jobs from CSV',
    description:
      'Columns are named as the fields of a job, labels joined by `;`; `name` and `goalQuantity` must be there, ' +
      '`templateId` makes a path of that template, others are ignored. At most 5 MiB and 20,000 rows; all or nothing.',
    operationId: 'importProductionJobs',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiConsumes(CSV)
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiOkResponse({ type: ImportResultDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  import(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: ImportQueryDto,
    @Body() content: Buffer,
  ): Promise<ImportResultDto> {
    return this.imports.import(caller.tenantId, content, query);
  }
}
