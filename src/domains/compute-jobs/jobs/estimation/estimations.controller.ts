import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ComputeFailures } from '../../compute-failures';
import { JOB_ID } from '../job-documents';
import { ComputeEstimationResponseDto } from './estimation.dto';
import { Estimations } from './estimations.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/estimation')
export class EstimationsController {
  constructor(private readonly service: Estimations) {}

  @Get(':id')
  @ApiOperation({ summary: 'Estimate what a job costs', operationId: 'estimateComputeJob' })
  @ApiParam(JOB_ID)
  @ApiOkResponse({ type: ComputeEstimationResponseDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  estimate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ComputeEstimationResponseDto> {
    return this.service.estimate(caller, id);
  }
}
