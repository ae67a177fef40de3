import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ComputeAcknowledgementDto, acknowledge } from '../requests/acknowledgement.dto';
import { IDEMPOTENCY_KEY } from '../requests/idempotency-key';
import { ComputeSecretListDto, PutComputeSecretDto } from './secret.dto';
import { SECRET_TYPES } from './secret.entity';
import { SecretsService } from './secrets.service';

const SECRET_TYPE = { name: 'secretType', description: 'Type of the secret.', example: 'other', enum: SECRET_TYPES };

@ApiTags('compute')
@Controller('v1/auth/secrets')
export class SecretsController {
  constructor(private readonly service: SecretsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Store or replace a secret',
    description:
      'Programs whose manifest names its id find it in `SECRETS` and in variables of their own: `<id>` for type other, ' +
      '`<id>_ACCESS_KEY` and `<id>_SECRET_KEY` for the others.',
    operationId: 'putComputeSecret',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: PutComputeSecretDto })
  @ApiOkResponse({ description: 'It is stored.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  async put(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.put(caller.tenantId, body);
    return acknowledge(request.id);
  }

  @Get()
  @ApiOperation({ summary: 'List secrets, without their keys', operationId: 'listComputeSecrets' })
  @ApiQuery({ ...SECRET_TYPE, description: 'Only those of this type.', required: false })
  @ApiOkResponse({ type: ComputeSecretListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: object): Promise<ComputeSecretListDto> {
    return { secrets: await this.service.list(caller.tenantId, query) };
  }

  @Delete(':secretType/:id')
  @ApiOperation({ summary: 'Delete a secret', operationId: 'deleteComputeSecret' })
  @ApiParam(SECRET_TYPE)
  @ApiParam({ name: 'id', description: 'Id of the secret.', example: 'weather_service' })
  @ApiOkResponse({ description: 'It is gone.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 404, 406, 413, 415, 429, 500, 503)
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('secretType') secretType: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.delete(caller.tenantId, secretType, id);
    return acknowledge(request.id);
  }
}
