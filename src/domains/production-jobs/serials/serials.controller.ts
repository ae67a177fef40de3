import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { ETAG, etagOf, IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { CreateSerialsDto } from './create-serials.dto';
import { DeletedSerialDto, FoundSerialDto } from './found-serial.dto';
import { ListedSerialDto, ListSerialsDto } from './list-serials.dto';
import { SERIAL_ID } from './serial-id.param';
import { SerialCreation } from './serial-creation';
import { SerialDto } from './serial.dto';
import { SerialsService } from './serials.service';
import { UnitActionDto } from '../unit-action.dto';

@ApiTags('production')
@Controller('api/serials')
export class SerialsController {
  constructor(
    private readonly service: SerialsService,
    private readonly creation: SerialCreation,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Make units',
    description: 'They get the next serial numbers, in a row, and begin at the first step of the path.',
    operationId: 'createSerials',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: [SerialDto] })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateSerialsDto): Promise<SerialDto[]> {
    return this.creation.create(caller, dto);
  }

  @Get()
  @ApiOperation({ summary: 'List units', description: 'By serial number.', operationId: 'listSerials' })
  @PagedList(ListedSerialDto)
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListSerialsDto): Promise<Page<ListedSerialDto>> {
    return this.service.list(caller, query);
  }

  @Get(':id')
  @SERIAL_ID
  @ApiOperation({ summary: 'Show a unit', operationId: 'getSerial' })
  @ApiOkResponse({ type: FoundSerialDto, headers: ETAG })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  async find(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FoundSerialDto> {
    const { serial, version } = await this.service.find(caller, id);
    void reply.header('etag', etagOf(version));
    return serial;
  }

  @Delete(':id')
  @SERIAL_ID
  @ApiOperation({
    summary: 'Delete a unit',
    description: 'With all that happened to it, but the audit. Its number is not used again.',
    operationId: 'deleteSerial',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UnitActionDto, required: false })
  @ApiOkResponse({ type: DeletedSerialDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<DeletedSerialDto> {
    return this.service.delete({ caller, id, resource: 'SerialNumber', body, ifMatch });
  }
}
