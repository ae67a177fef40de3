import { applyDecorators, Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { SuccessDto } from '../success.dto';
import { IDEMPOTENCY_KEY } from '../versions';
import { CreateLibraryEntryDto, LibraryEntryDto } from './library-entry.dto';
import { LibraryService } from './library.service';

const Listing = () => applyDecorators(PagedList(LibraryEntryDto), ProductionFailures(400, 401, 403, 429));

const Creation = () =>
  applyDecorators(
    HttpCode(200),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiOkResponse({ type: LibraryEntryDto }),
    ProductionFailures(400, 401, 403, 409, 413, 415, 429),
  );

const Deletion = () =>
  applyDecorators(ApiOkResponse({ type: SuccessDto }), ProductionFailures(400, 401, 403, 404, 413, 415, 429));

@ApiTags('production')
@Controller('api/library')
export class LibraryController {
  constructor(private readonly service: LibraryService) {}

  @Get('processes')
  @ApiOperation({ summary: 'List the names of processes', operationId: 'listLibraryProcesses' })
  @Listing()
  processes(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<LibraryEntryDto>> {
    return this.service.list(caller, 'process', query);
  }

  @Post('processes')
  @ApiOperation({ summary: 'Add the name of a process', operationId: 'createLibraryProcess' })
  @Creation()
  addProcess(@CurrentCaller() caller: Caller, @Body() dto: CreateLibraryEntryDto): Promise<LibraryEntryDto> {
    return this.service.create(caller, 'process', dto);
  }

  @Delete('processes/:id')
  @ApiOperation({
    summary: 'Remove the name of a process',
    description: 'Steps that have it keep it.',
    operationId: 'deleteLibraryProcess',
  })
  @Deletion()
  deleteProcess(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<SuccessDto> {
    return this.service.delete(caller, 'process', id);
  }

  @Get('locations')
  @ApiOperation({ summary: 'List the names of locations', operationId: 'listLibraryLocations' })
  @Listing()
  locations(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<LibraryEntryDto>> {
    return this.service.list(caller, 'location', query);
  }

  @Post('locations')
  @ApiOperation({ summary: 'Add the name of a location', operationId: 'createLibraryLocation' })
  @Creation()
  addLocation(@CurrentCaller() caller: Caller, @Body() dto: CreateLibraryEntryDto): Promise<LibraryEntryDto> {
    return this.service.create(caller, 'location', dto);
  }

  @Delete('locations/:id')
  @ApiOperation({
    summary: 'Remove the name of a location',
    description: 'Steps that have it keep it.',
    operationId: 'deleteLibraryLocation',
  })
  @Deletion()
  deleteLocation(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<SuccessDto> {
    return this.service.delete(caller, 'location', id);
  }
}
