import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ComputeAcknowledgementDto, acknowledge } from '../requests/acknowledgement.dto';
import { IDEMPOTENCY_KEY } from '../requests/idempotency-key';
import { ComputeApiKeyListDto, showApiKey } from './api-key.dto';
import { ApiKeysService } from './api-keys.service';

@ApiTags('compute')
@Controller('v1/auth/api_keys')
export class ComputeApiKeysController {
  constructor(private readonly service: ApiKeysService) {}

  @Get()
  @ApiOperation({
    summary: 'List API keys',
    description:
      'Scope `platform:admin` shows all of the account, any other credential the key that it is or comes from.',
    operationId: 'listComputeApiKeys',
  })
  @ApiOkResponse({ type: ComputeApiKeyListDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller): Promise<ComputeApiKeyListDto> {
    const keys = await this.service.list(caller);
    return { apiKeys: keys.map(showApiKey) };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Revoke an API key',
    description: 'Takes effect at once, for its tokens too.',
    operationId: 'revokeComputeApiKey',
  })
  @ApiParam({ name: 'id', description: 'Id of the key.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ description: 'The key is revoked.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503)
  async revoke(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.revoke(caller, id);
    return acknowledge(request.id);
  }
}
