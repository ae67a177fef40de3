import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ObjectBody } from '../../bodies';
import { ListQueryDto, PagedList, QueryPipe } from '../../lists';
import type { Page } from '../../lists';
import { ProductionFailures } from '../../production-failures';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../../versions';
import { SERIAL_ID, STEP_ID } from '../serial-id.param';
import { UnitActionDto } from '../../unit-action.dto';
import { CreateOverridesDto, OverrideDto, ReversedOverrideDto } from './override.dto';
import { OverridesService } from './overrides.service';

@ApiTags('production')
@Controller('api/serials/:id/overrides')
@SERIAL_ID
export class OverridesController {
  constructor(private readonly service: OverridesService) {}

  @Get()
  @ApiOperation({
    summary: 'List the overrides of a unit',
    description: 'In order of creation, reversed ones too.',
    operationId: 'listOverrides',
  })
  @PagedList(OverrideDto)
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<OverrideDto>> {
    return this.service.list(caller, id, query);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let units pass a step',
    description: 'All of them or none. The unit in the URL is not used. Answers the overrides that are new.',
    operationId: 'createOverrides',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: [OverrideDto] })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateOverridesDto): Promise<OverrideDto[]> {
    return this.service.create(caller, dto);
  }

  @Delete(':stepId')
  @STEP_ID
  @ApiOperation({
    summary: 'Reverse an override',
    description: 'As long as the unit has neither passed nor done the step.',
    operationId: 'reverseOverride',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UnitActionDto, required: false })
  @ApiOkResponse({ type: ReversedOverrideDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  reverse(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('stepId') stepId: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<ReversedOverrideDto> {
    return this.service.reverse({ caller, id, resource: 'Serial', body, ifMatch }, stepId);
  }
}
