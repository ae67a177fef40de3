import { Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ProductionFailures } from '../production-failures';
import { JobTagsService } from './job-tags.service';
import { TagDto, TagIdsDto } from './tag.dto';

@ApiTags('production')
@Controller('api/jobs/:id/tags')
export class JobTagsController {
  constructor(private readonly service: JobTagsService) {}

  @Get()
  @ApiOperation({ summary: 'List the tags of a job', operationId: 'listProductionJobTags' })
  @ApiOkResponse({ type: [TagDto] })
  @ProductionFailures(401, 403, 404, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TagDto[]> {
    return this.service.list(caller.tenantId, id);
  }

  @Put()
  @ApiOperation({
    summary: 'Set the tags of a job',
    description: 'It carries exactly these from then on.',
    operationId: 'setProductionJobTags',
  })
  @ApiBody({ type: TagIdsDto })
  @ApiOkResponse({ type: [TagDto] })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  replace(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<TagDto[]> {
    return this.service.replace(caller.tenantId, id, body);
  }
}
