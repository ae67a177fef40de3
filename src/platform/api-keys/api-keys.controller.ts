import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../kernel/auth/access';
import { CurrentCaller } from '../../kernel/auth/caller';
import type { Caller } from '../../kernel/auth/caller';
import { ADMIN_SCOPE } from '../../kernel/auth/scopes';
import { PlatformFailures } from '../platform-failures';
import { ApiKeyListDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-keys.dto';
import { ApiKeysService } from './api-keys.service';

@ApiTags('platform')
@RequireScope(ADMIN_SCOPE)
@Controller('platform/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly service: ApiKeysService) {}

  @Post()
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The key is shown only in this answer.',
    operationId: 'createApiKey',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @PlatformFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.service.create(caller, dto);
  }

  @Get()
  @ApiOperation({ summary: 'List living API keys of all tenants', operationId: 'listApiKeys' })
  @ApiOkResponse({ type: ApiKeyListDto })
  @PlatformFailures(401, 403, 429)
  list(): Promise<ApiKeyListDto> {
    return this.service.list();
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an API key',
    description: 'Takes effect at once, for its tokens too.',
    operationId: 'revokeApiKey',
  })
  @ApiNoContentResponse({ description: 'The key is revoked.' })
  @PlatformFailures(400, 401, 403, 404, 413, 415, 429)
  revoke(@Param('id') id: string): Promise<void> {
    return this.service.revoke(id);
  }
}
