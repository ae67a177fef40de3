import { Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ProductionFailures } from '../production-failures';
import { InspectionPlanDto, WriteInspectionPlanDto } from './inspection-plan.dto';
import { InspectionPlansService } from './inspection-plans.service';

@ApiTags('production')
@Controller('api/steps/:id/inspection-plan')
export class InspectionPlansController {
  constructor(private readonly service: InspectionPlansService) {}

  @Get()
  @ApiOperation({ summary: 'Show the inspection plan of a step', operationId: 'getInspectionPlan' })
  @ApiOkResponse({ type: InspectionPlanDto })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<InspectionPlanDto> {
    return this.service.find(caller.tenantId, id);
  }

  @Put()
  @ApiOperation({
    summary: 'Set the inspection plan of a step',
    description: 'Puts it in the place of the one before. Inspections that were recorded keep their verdicts.',
    operationId: 'putInspectionPlan',
  })
  @ApiBody({ type: WriteInspectionPlanDto })
  @ApiOkResponse({ type: InspectionPlanDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  write(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
  ): Promise<InspectionPlanDto> {
    return this.service.write(caller.tenantId, id, body);
  }
}
