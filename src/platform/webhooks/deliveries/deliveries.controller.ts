import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PlatformFailures } from '../../platform-failures';
import { DeliveriesService } from './deliveries.service';
import { DeliveryDto, DeliveryListDto, ReplayDto, ReplayedDto } from './delivery.dto';
import { DEFAULT_LIMIT, MAX_LIMIT, readListQuery } from './list-query';
import { DELIVERY_STATES } from './transitions';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};

@ApiTags('platform')
@RequireScope(null)
@Controller('platform/v1/webhooks/:id')
export class DeliveriesController {
  constructor(private readonly service: DeliveriesService) {}

  @Get('deliveries')
  @ApiOperation({
    summary: 'List the deliveries of a webhook',
    description:
      'The dead letters are `state=dead`. Delivered ones are kept for 7 days, dead ones for 30, unless the server is set otherwise.',
    operationId: 'listWebhookDeliveries',
  })
  @ApiQuery({
    name: 'state',
    required: false,
    description: 'Only these.',
    schema: { type: 'string', enum: DELIVERY_STATES },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Deliveries on a page.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'The `next` of the page before.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: DeliveryListDto })
  @PlatformFailures(400, 401, 403, 404, 429)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<DeliveryListDto> {
    return this.service.list(caller, id, readListQuery(query));
  }

  @Post('deliveries/:deliveryId/replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send an event to a webhook again',
    description:
      'For a dead letter or something delivered: it is pending again, with all its tries and the same `webhook-id`.',
    operationId: 'replayWebhookDelivery',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiAcceptedResponse({ type: DeliveryDto })
  @PlatformFailures(400, 401, 403, 404, 409, 413, 415, 429)
  replay(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<DeliveryDto> {
    return this.service.replay(caller, id, deliveryId);
  }

  @Post('replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send all dead letters of a webhook again',
    description: 'Oldest events first, at most 10,000 in one call; each with the same `webhook-id` as before.',
    operationId: 'replayDeadWebhookDeliveries',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiAcceptedResponse({ type: ReplayedDto })
  @PlatformFailures(400, 401, 403, 404, 409, 413, 415, 429)
  replayDead(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() dto: ReplayDto): Promise<ReplayedDto> {
    return this.service.replayDead(caller, id, dto);
  }
}
