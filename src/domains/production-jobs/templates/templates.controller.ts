import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { SuccessDto } from '../success.dto';
import { IDEMPOTENCY_KEY } from '../versions';
import { AppliedPathDto } from './applied-path.dto';
import { TemplatePaths } from './template-paths';
import { RouteTemplateDto } from './template.dto';
import { TemplatesService } from './templates.service';
import { ApplyTemplateDto, CreateTemplateDto, UpdateTemplateDto } from './write-template.dto';

@ApiTags('production')
@Controller('api/templates')
export class RouteTemplatesController {
  constructor(
    private readonly service: TemplatesService,
    private readonly paths: TemplatePaths,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the route templates', operationId: 'listRouteTemplates' })
  @PagedList(RouteTemplateDto)
  @ProductionFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<RouteTemplateDto>> {
    return this.service.list(caller, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a route template',
    description: 'Steps that paths of many jobs can be made from.',
    operationId: 'createRouteTemplate',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: RouteTemplateDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateTemplateDto): Promise<RouteTemplateDto> {
    return this.service.create(caller, dto);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a route template', operationId: 'getRouteTemplate' })
  @ApiOkResponse({ type: RouteTemplateDto })
  @ProductionFailures(401, 403, 404, 429)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<RouteTemplateDto> {
    return this.service.find(caller, id);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a route template',
    description: 'What is left out stays as it is; steps are replaced as a whole. Paths that were made from it stay.',
    operationId: 'updateRouteTemplate',
  })
  @ApiBody({ type: UpdateTemplateDto })
  @ApiOkResponse({ type: RouteTemplateDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
  ): Promise<RouteTemplateDto> {
    return this.service.update(caller, id, body);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Delete a route template',
    description: 'Paths that were made from it stay.',
    operationId: 'deleteRouteTemplate',
  })
  @ApiOkResponse({ type: SuccessDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<SuccessDto> {
    return this.service.delete(caller, id);
  }

  @Post(':id/apply')
  @ApiOperation({ summary: 'Make a path of a job from a route template', operationId: 'applyRouteTemplate' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ApplyTemplateDto })
  @ApiCreatedResponse({ type: AppliedPathDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  apply(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<AppliedPathDto> {
    return this.paths.apply(caller.tenantId, id, body);
  }
}
