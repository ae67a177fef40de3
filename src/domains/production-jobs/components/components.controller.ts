import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { SuccessDto } from '../success.dto';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { ComponentDto, InstallComponentDto, RemoveComponentDto } from './component.dto';
import { ComponentsService } from './components.service';

@ApiTags('production')
@Controller('api/serials/:id/components')
export class ComponentsController {
  constructor(private readonly service: ComponentsService) {}

  @Get()
  @ApiOperation({ summary: 'List what is built into a unit', operationId: 'listComponents' })
  @PagedList(ComponentDto)
  @ProductionFailures(400, 401, 403, 404, 429)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<ComponentDto>> {
    return this.service.list(caller, id, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Build something into a unit',
    description: 'Another unit, which can be in one place at a time, or part of a lot.',
    operationId: 'installComponent',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: InstallComponentDto })
  @ApiCreatedResponse({ type: ComponentDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  install(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<ComponentDto> {
    return this.service.install(caller, id, body, ifMatch);
  }

  @Delete(':componentId')
  @ApiOperation({ summary: 'Take something out of a unit', operationId: 'removeComponent' })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: RemoveComponentDto })
  @ApiOkResponse({ type: SuccessDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('componentId') componentId: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<SuccessDto> {
    return this.service.remove({ caller, id, resource: 'Serial', body, ifMatch }, componentId);
  }
}
