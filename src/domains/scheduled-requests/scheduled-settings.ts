import { IntegerSetting } from '../../kernel/config/setting-types';

/** The variables of this domain. */
export class ScheduledSettings {
  /** Requests that a worker process has in flight at once. */
  @IntegerSetting(1, 10_000)
  SCHEDULED_CONCURRENCY = 200;
}
