import { Matches } from 'class-validator';
import { IntegerSetting } from '../../kernel/config/setting-types';

/** The variables of webhooks; `.env.example` explains them. */
export class WebhookSettings {
  /** Seconds to wait after the first failed try, the second, ...: one more try than waits, then the dead letter. */
  @Matches(/^\d{1,6}(\.\d{1,3})?(,\d{1,6}(\.\d{1,3})?){0,29}$/, {
    message: 'WEBHOOK_RETRY_SECONDS must be 1 to 30 numbers of seconds, separated by commas',
  })
  WEBHOOK_RETRY_SECONDS = '5,30,120,600,1800,7200,18000,28800,28800';

  @IntegerSetting(100, 60_000)
  WEBHOOK_TIMEOUT_MS = 15_000;

  /** Requests to one endpoint at once, over all processes. */
  @IntegerSetting(1, 100)
  WEBHOOK_ENDPOINT_CONCURRENCY = 5;

  /** Endpoints that one worker process serves at once. */
  @IntegerSetting(1, 1000)
  WEBHOOK_CONCURRENCY = 100;

  /** Tries that have to fail in a row, and seconds that they have to span, for an endpoint to be paused. */
  @IntegerSetting(1, 100_000)
  WEBHOOK_PAUSE_FAILURES = 20;

  @IntegerSetting(0, 604_800)
  WEBHOOK_PAUSE_SECONDS = 300;

  @IntegerSetting(1, 3650)
  WEBHOOK_DELIVERED_DAYS = 7;

  @IntegerSetting(1, 3650)
  WEBHOOK_DEAD_DAYS = 30;
}
