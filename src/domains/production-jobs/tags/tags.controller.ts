import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { CreateTagDto, DeleteTagQueryDto, TagDto, UpdateTagDto } from './tag.dto';
import { TagsService } from './tags.service';

@ApiTags('production')
@Controller('api/tags')
export class TagsController {
  constructor(private readonly service: TagsService) {}

  @Get()
  @ApiOperation({ summary: 'List tags', description: 'By name.', operationId: 'listProductionTags' })
  @PagedList(TagDto)
  @ProductionFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<TagDto>> {
    return this.service.list(caller.tenantId, query);
  }

  @Post()
  @ApiOperation({ summary: 'Create a tag', operationId: 'createProductionTag' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: TagDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateTagDto): Promise<TagDto> {
    return this.service.create(caller.tenantId, dto);
  }

  @Put(':id')
  @ApiOperation({ summary: 'Change a tag', description: 'What is left out stays.', operationId: 'updateProductionTag' })
  @ApiBody({ type: UpdateTagDto })
  @ApiOkResponse({ type: TagDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<TagDto> {
    return this.service.update(caller.tenantId, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a tag',
    description: 'Refused while jobs carry it, unless forced.',
    operationId: 'deleteProductionTag',
  })
  @ApiNoContentResponse()
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) { force }: DeleteTagQueryDto,
  ): Promise<void> {
    return this.service.delete(caller.tenantId, id, force === 'true');
  }
}
