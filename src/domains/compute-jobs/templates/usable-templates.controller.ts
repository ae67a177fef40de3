import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { readListQuery } from '../lists/list-query';
import { ApiListQuery, showPagination } from '../lists/pagination.dto';
import { ComputeNamedTemplateListDto, showTemplateInfo } from './template.dto';
import { TemplatesService } from './templates.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/templates')
export class UsableTemplatesController {
  constructor(private readonly service: TemplatesService) {}

  @Get()
  @ApiOperation({
    summary: 'List what a job can be made from',
    description: 'Your own templates and the public ones, without those that one of your own hides.',
    operationId: 'listUsableComputeTemplates',
  })
  @ApiListQuery()
  @ApiOkResponse({ type: ComputeNamedTemplateListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: object): Promise<ComputeNamedTemplateListDto> {
    const wanted = readListQuery(query);
    const page = await this.service.listUsable(caller.tenantId, wanted);
    const data = page.rows.map((template) => ({ ...showTemplateInfo(template), name: template.id }));
    return { pagination: showPagination(wanted, page), data };
  }
}
