import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ListQueryDto, PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { BomDto, BomVersionDto, BomWithSummaryDto } from './bom.dto';
import { BomsService } from './boms.service';
import { CreateBomDto, EditBomDto, UpdateBomDto } from './write-bom.dto';

@ApiTags('production')
@Controller('api/bom')
export class BomsController {
  constructor(private readonly service: BomsService) {}

  @Get()
  @ApiOperation({ summary: 'List the bills of materials', operationId: 'listBoms' })
  @PagedList(BomDto)
  @ProductionFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<BomDto>> {
    return this.service.list(caller, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a bill of materials',
    description: 'Says which parts one build needs, and which jobs make them.',
    operationId: 'createBom',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: BomDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateBomDto): Promise<BomDto> {
    return this.service.create(caller, dto);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a bill of materials and what its jobs have made', operationId: 'getBom' })
  @ApiOkResponse({ type: BomWithSummaryDto })
  @ProductionFailures(401, 403, 404, 429)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<BomWithSummaryDto> {
    return this.service.find(caller, id);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a bill of materials',
    description: 'What is left out stays as it is. Entries are replaced as a whole, and no version of the old is kept.',
    operationId: 'updateBom',
  })
  @ApiBody({ type: UpdateBomDto })
  @ApiOkResponse({ type: BomDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<BomDto> {
    return this.service.update(caller, id, body);
  }

  @Post(':id/edit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Replace the entries and keep the old ones as a version',
    operationId: 'editBom',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: EditBomDto })
  @ApiOkResponse({ type: BomDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  edit(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<BomDto> {
    return this.service.edit(caller, id, body);
  }

  @Get(':id/versions')
  @ApiOperation({ summary: 'List the entries that edits replaced, oldest first', operationId: 'listBomVersions' })
  @PagedList(BomVersionDto)
  @ProductionFailures(400, 401, 403, 404, 429)
  versions(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<BomVersionDto>> {
    return this.service.versions(caller, id, query);
  }
}
