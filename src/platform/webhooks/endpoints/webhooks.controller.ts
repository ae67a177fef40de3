import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { RequireScope } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NotRemembered } from '../../../kernel/http/idempotency.interceptor';
import { PlatformFailures } from '../../platform-failures';
import { TestEventsService } from './test-events.service';
import { WebhookDto, WebhookListDto, WebhookTestDto, WebhookWithSecretDto } from './webhook.dto';
import { WebhooksService } from './webhooks.service';
import { CreateWebhookDto, RotateSecretDto, UpdateWebhookDto } from './write-webhook.dto';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};

/** Any credential: what it may do depends on the domains that it reads. */
@ApiTags('platform')
@RequireScope(null)
@Controller('platform/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly service: WebhooksService,
    private readonly tests: TestEventsService,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create a webhook',
    description:
      'Events after this moment are sent to the URL, signed by the rules of Standard Webhooks: those of the domains that ' +
      'the credential may read. The secret is shown only in this answer. A tenant has 100 webhooks at most.',
    operationId: 'createWebhook',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: WebhookWithSecretDto })
  @PlatformFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateWebhookDto): Promise<WebhookWithSecretDto> {
    return this.service.create(caller, dto);
  }

  @Get()
  @ApiOperation({ summary: 'List the webhooks of the tenant', operationId: 'listWebhooks' })
  @ApiOkResponse({ type: WebhookListDto })
  @PlatformFailures(401, 403, 429)
  list(@CurrentCaller() caller: Caller): Promise<WebhookListDto> {
    return this.service.list(caller);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a webhook', operationId: 'getWebhook' })
  @ApiOkResponse({ type: WebhookDto })
  @PlatformFailures(401, 403, 404, 429)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookDto> {
    return this.service.find(caller, id);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, pause or resume a webhook',
    description:
      'What is left out stays. Takes a credential that may read all domains of the webhook; new types bring it the ' +
      'domains of that credential. While it is paused its deliveries wait, and those of new events with them.',
    operationId: 'updateWebhook',
  })
  @ApiOkResponse({ type: WebhookDto })
  @PlatformFailures(400, 401, 403, 404, 413, 415, 429)
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() dto: UpdateWebhookDto): Promise<WebhookDto> {
    return this.service.update(caller, id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a webhook',
    description: 'Nothing more is sent; its deliveries are deleted with it.',
    operationId: 'deleteWebhook',
  })
  @ApiNoContentResponse({ description: 'The webhook is deleted.' })
  @PlatformFailures(400, 401, 403, 404, 413, 415, 429)
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.service.delete(caller, id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a webhook a new secret',
    description: 'For 24 hours deliveries carry two signatures, of the new secret and of the one before it.',
    operationId: 'rotateWebhookSecret',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: WebhookWithSecretDto })
  @PlatformFailures(400, 401, 403, 404, 409, 413, 415, 429)
  rotateSecret(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: RotateSecretDto,
  ): Promise<WebhookWithSecretDto> {
    return this.service.rotateSecret(caller, id, dto);
  }

  /** Not remembered: a transaction would be held open while the receiver thinks. */
  @Post(':id/test')
  @HttpCode(200)
  @NotRemembered(() => true)
  @ApiOperation({
    summary: 'Send a test event to a webhook',
    description:
      'Sends `quintet.platform.webhook.test` now, whatever the types, and answers what came back. It is not retried, ' +
      'counts for nothing, and is sent again whenever it is asked for, with an Idempotency-Key too.',
    operationId: 'testWebhook',
  })
  @ApiOkResponse({ type: WebhookTestDto })
  @PlatformFailures(400, 401, 403, 404, 413, 415, 429)
  test(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookTestDto> {
    return this.tests.send(caller, id);
  }
}
