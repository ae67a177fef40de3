import { IntegerSetting } from '../../kernel/config/setting-types';

/** How long the platform keeps what it keeps. */
export class UpkeepSettings {
  /** Days. */
  @IntegerSetting(1, 3650)
  EVENTS_RETENTION_DAYS = 30;
}
