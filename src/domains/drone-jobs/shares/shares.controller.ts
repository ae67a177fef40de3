import { Body, Controller, Delete, Get, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY, RATE_LIMIT_HEADERS } from '../headers';
import { ListQueryDto, QueryPipe } from '../lists';
import { ShareRateGuard } from '../rate-limits';
import { CreatedShareAnswerDto, CreateShareDto, ShareAnswerDto, ShareListDto } from './share.dto';
import { SharesService } from './shares.service';

@ApiTags('drone')
@Controller('v3')
export class SharesController {
  constructor(private readonly service: SharesService) {}

  @Post('streams/share')
  @UseGuards(ShareRateGuard)
  @ApiOperation({
    summary: 'Share a device or a device group',
    description: 'Who has the code watches its live state, by MQTT, WebSocket or the link, until the share ends.',
    operationId: 'createShare',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: CreatedShareAnswerDto, headers: RATE_LIMIT_HEADERS })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateShareDto,
    @Req() request: FastifyRequest,
  ): Promise<CreatedShareAnswerDto> {
    return { success: true, share: await this.service.create(caller.tenantId, dto, request) };
  }

  @Get('shares')
  @ApiOperation({ summary: 'List shares that live', operationId: 'listShares' })
  @ApiOkResponse({ type: ShareListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: ListQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<ShareListDto> {
    return this.service.list(caller.tenantId, query, request);
  }

  @Get('shares/:shareCode')
  @ApiOperation({ summary: 'Show a share', operationId: 'getShare' })
  @ApiOkResponse({ type: ShareAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(
    @CurrentCaller() caller: Caller,
    @Param('shareCode') code: string,
    @Req() request: FastifyRequest,
  ): Promise<ShareAnswerDto> {
    return { success: true, share: await this.service.find(caller.tenantId, code, request) };
  }

  @Delete('shares/:shareCode')
  @ApiOperation({
    summary: 'Revoke a share',
    description: 'Those who watch by it are sent away within a second.',
    operationId: 'revokeShare',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async revoke(@CurrentCaller() caller: Caller, @Param('shareCode') code: string): Promise<DeletedDto> {
    await this.service.revoke(caller.tenantId, code);
    return { success: true, message: 'Share revoked successfully' };
  }
}
