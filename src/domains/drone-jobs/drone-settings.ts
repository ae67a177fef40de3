import { IntegerSetting, SwitchSetting } from '../../kernel/config/setting-types';

export class DroneSettings {
  /** Gives tenant `default` a small fleet at the first start; never in production. */
  @SwitchSetting()
  DRONE_DEMO = true;

  /** Jobs that a credential may create per minute; 0: any number. */
  @IntegerSetting(0, 10_000_000)
  DRONE_RATE_CREATE_PER_MIN = 6000;

  /** Shares that a credential may create per minute; 0: any number. */
  @IntegerSetting(0, 10_000_000)
  DRONE_RATE_SHARE_PER_MIN = 600;

  /** Days that telemetry is kept. */
  @IntegerSetting(1, 3650)
  DRONE_TELEMETRY_DAYS = 30;
}
