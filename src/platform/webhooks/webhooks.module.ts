import { Module } from '@nestjs/common';
import { Workers } from '../../engine/workers';
import { settingsProvider } from '../../kernel/config/read-settings';
import { Claims } from './deliveries/claims';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { DeliveriesService } from './deliveries/deliveries.service';
import { Deliverer } from './deliveries/deliverer';
import { deliverWebhook } from './deliveries/delivery-task';
import { Sender } from './deliveries/sender';
import { WebhookUpkeep } from './deliveries/upkeep';
import { TestEventsService } from './endpoints/test-events.service';
import { WebhookAccess } from './endpoints/webhook-access';
import { WebhookSecrets } from './endpoints/webhook-secrets';
import { WebhookUrls } from './endpoints/webhook-urls';
import { WebhooksController } from './endpoints/webhooks.controller';
import { WebhooksService } from './endpoints/webhooks.service';
import { FanOut } from './fan-out/fan-out';
import { WebhookSettings } from './webhook-settings';

@Module({
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    settingsProvider(WebhookSettings),
    WebhooksService,
    TestEventsService,
    WebhookAccess,
    WebhookSecrets,
    WebhookUrls,
    DeliveriesService,
    Claims,
    Deliverer,
    Sender,
    WebhookUpkeep,
    FanOut,
  ],
})
export class WebhooksModule {
  constructor(workers: Workers, settings: WebhookSettings) {
    workers.setSlots(deliverWebhook.pool, settings.WEBHOOK_CONCURRENCY);
  }
}
