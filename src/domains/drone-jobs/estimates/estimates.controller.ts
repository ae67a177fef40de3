import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { EstimateAnswerDto, EstimateRequestDto } from './estimate.dto';
import { EstimatesService } from './estimates.service';

@ApiTags('drone')
@Controller('v3/missions/:missionId/estimate')
export class EstimatesController {
  constructor(private readonly service: EstimatesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Estimate a mission',
    description: 'Distance, time and battery, as the preflight gate counts them, and what stands against the flight.',
    operationId: 'estimateMission',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: EstimateRequestDto, required: false })
  @ApiOkResponse({ type: EstimateAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async estimate(
    @CurrentCaller() caller: Caller,
    @Param('missionId') id: string,
    @Body() dto: EstimateRequestDto,
  ): Promise<EstimateAnswerDto> {
    return { success: true, estimate: await this.service.estimate(caller.tenantId, id, dto) };
  }
}
