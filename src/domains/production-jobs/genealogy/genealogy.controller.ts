import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { GenealogyDto, LotUseDto } from './genealogy.dto';
import { GenealogyService } from './genealogy.service';

@ApiTags('production')
@Controller('api')
export class GenealogyController {
  constructor(private readonly service: GenealogyService) {}

  @Get('serials/:id/genealogy')
  @ApiOperation({
    summary: 'Show what is built into a unit, and what it is built into',
    description: 'As it is now, at most 100 levels deep and 10000 parts.',
    operationId: 'getGenealogy',
  })
  @ApiOkResponse({ type: GenealogyDto })
  @ProductionFailures(401, 403, 404, 429)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<GenealogyDto> {
    return this.service.find(caller, id);
  }

  @Get('genealogy/lots/:lotNumber')
  @ApiOperation({
    summary: 'List the units that part of a lot is in',
    description: 'By number, those too that it is in by way of another unit. Empty for an unknown lot.',
    operationId: 'listUnitsOfLot',
  })
  @PagedList(LotUseDto)
  @ProductionFailures(400, 401, 403, 429)
  ofLot(
    @CurrentCaller() caller: Caller,
    @Param('lotNumber') lotNumber: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<LotUseDto>> {
    return this.service.ofLot(caller, lotNumber, query);
  }
}
