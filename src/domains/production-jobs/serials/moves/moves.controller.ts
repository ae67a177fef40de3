import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ObjectBody } from '../../bodies';
import { ProductionFailures } from '../../production-failures';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../../versions';
import { SERIAL_ID } from '../serial-id.param';
import { SerialDto } from '../serial.dto';
import { UnitActionDto } from '../../unit-action.dto';
import { BulkMovesService } from './bulk-moves.service';
import { ForceCompleteDto, ScrapDto } from './ending.dto';
import { AdvancedToDto, AdvanceToDto, BulkAdvanceDto, BulkAdvanceToDto, BulkResultsDto } from './move.dto';
import { MovesService } from './moves.service';

@ApiTags('production')
@Controller('api/serials')
@ApiHeader(IDEMPOTENCY_KEY)
@ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
export class MovesController {
  constructor(
    private readonly moves: MovesService,
    private readonly bulk: BulkMovesService,
  ) {}

  @Post('advance')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Move units one step on',
    description: 'Each or not by itself.',
    operationId: 'advanceSerials',
  })
  @ApiOkResponse({ type: BulkResultsDto })
  advanceAll(@CurrentCaller() caller: Caller, @Body() dto: BulkAdvanceDto): Promise<BulkResultsDto> {
    return this.bulk.advance(caller, dto);
  }

  @Post('advance-to')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Move units to a step ahead',
    description: 'Each or not by itself.',
    operationId: 'advanceSerialsTo',
  })
  @ApiOkResponse({ type: BulkResultsDto })
  advanceAllTo(@CurrentCaller() caller: Caller, @Body() dto: BulkAdvanceToDto): Promise<BulkResultsDto> {
    return this.bulk.advanceTo(caller, dto);
  }

  @Post(':id/advance')
  @HttpCode(200)
  @SERIAL_ID
  @ApiOperation({
    summary: 'Move a unit one step on',
    description: 'From the last step it is completed, when nothing that is required is missing.',
    operationId: 'advanceSerial',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UnitActionDto, required: false })
  @ApiOkResponse({ type: SerialDto })
  advance(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<SerialDto> {
    return this.moves.advance({ caller, id, resource: 'SerialNumber', body, ifMatch });
  }

  @Post(':id/advance-to')
  @HttpCode(200)
  @SERIAL_ID
  @ApiOperation({
    summary: 'Move a unit to a step ahead',
    description: 'Steps between are skipped when they need not be done, else deferred. Paths in strict mode forbid it.',
    operationId: 'advanceSerialTo',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: AdvanceToDto })
  @ApiOkResponse({ type: AdvancedToDto })
  advanceTo(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<AdvancedToDto> {
    return this.moves.advanceTo({ caller, id, resource: 'Serial', body, ifMatch });
  }

  @Post(':id/scrap')
  @HttpCode(200)
  @SERIAL_ID
  @ApiOperation({ summary: 'Scrap a unit', description: 'For good. It stays where it is.', operationId: 'scrapSerial' })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: ScrapDto })
  @ApiOkResponse({ type: SerialDto })
  scrap(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<SerialDto> {
    return this.moves.scrap({ caller, id, resource: 'Serial', body, ifMatch });
  }

  @Post(':id/force-complete')
  @HttpCode(200)
  @SERIAL_ID
  @ApiOperation({
    summary: 'Complete a unit although steps are missing',
    description: 'The audit keeps which.',
    operationId: 'forceCompleteSerial',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: ForceCompleteDto, required: false })
  @ApiOkResponse({ type: SerialDto })
  forceComplete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<SerialDto> {
    return this.moves.forceComplete({ caller, id, resource: 'Serial', body, ifMatch });
  }
}
