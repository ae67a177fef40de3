import { IntegerSetting } from '../../kernel/config/setting-types';

/** The variables of this domain. */
export class ScheduledSettings {
  /** Requests that a worker process has in flight at once. */
  @IntegerSetting(1, 10_000)
  SCHEDULED_CONCURRENCY = 200;

  /** Days that attempts and logs are kept. */
  @IntegerSetting(1, 3650)
  SCHEDULED_LOG_DAYS = 30;

  /** Days that finished jobs are kept. */
  @IntegerSetting(1, 3650)
  SCHEDULED_JOB_DAYS = 90;
}
