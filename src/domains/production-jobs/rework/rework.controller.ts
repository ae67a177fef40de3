import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { MovesService } from '../serials/moves/moves.service';
import { SERIAL_ID } from '../serials/serial-id.param';
import { SerialDto } from '../serials/serial.dto';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { VisitDto } from './history.dto';
import { HistoryService } from './history.service';
import { SendBackDto } from './send-back.dto';

@ApiTags('production')
@Controller('api/serials/:id')
@SERIAL_ID
export class ReworkController {
  constructor(
    private readonly moves: MovesService,
    private readonly history: HistoryService,
  ) {}

  @Post('send-back')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a unit back to a step behind',
    description: 'That step and those after it are to be done again; what was deferred or waived stays so.',
    operationId: 'sendBackSerial',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: SendBackDto })
  @ApiOkResponse({ type: SerialDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  sendBack(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<SerialDto> {
    return this.moves.sendBack({ caller, id, resource: 'Serial', body, ifMatch });
  }

  @Get('history')
  @ApiOperation({
    summary: 'Show where a unit has been',
    description: 'One row for each time at a step, oldest first.',
    operationId: 'listSerialHistory',
  })
  @PagedList(VisitDto)
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<VisitDto>> {
    return this.history.list(caller, id, query);
  }
}
