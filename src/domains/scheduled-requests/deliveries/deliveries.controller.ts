import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledFailures } from '../scheduled-failures';
import { DeliveriesService } from './deliveries.service';
import { ScheduledDeliveryListDto } from './delivery.dto';

@ApiTags('scheduled')
@Controller('scheduler/api/jobs/:id/deliveries')
export class DeliveriesController {
  constructor(private readonly service: DeliveriesService) {}

  @Get()
  @ApiOperation({
    summary: "List a job's deliveries",
    description: 'What its `callback_url` and `webhook_url` were, or are still to be, told.',
    operationId: 'listScheduledDeliveries',
  })
  @ApiParam({ name: 'id', description: 'The `job_id` or the `id` of the job.', example: '29180' })
  @ApiOkResponse({ type: ScheduledDeliveryListDto })
  @ScheduledFailures(401, 403, 404, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ScheduledDeliveryListDto> {
    return { data: await this.service.ofJob(caller, id) };
  }
}
