import { Matches, MinLength, ValidateIf } from 'class-validator';
import { IntegerSetting, OptionalSetting, SwitchSetting, UrlSetting } from '../../kernel/config/setting-types';

const BROKER_URL = /^(mqtts?|tcp|tls):\/\/[^\s/?#]+\/?$/;

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

  /** Port for MQTT; 0: a free one. Unset: 1883, or a free one where that is taken. */
  @OptionalSetting()
  @IntegerSetting(0, 65535)
  MQTT_PORT?: number;

  /** Address for MQTT; that of HTTP unless set. */
  @OptionalSetting()
  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'MQTT_HOST must be a host name or an address' })
  MQTT_HOST?: string;

  /** File with the certificate for MQTT over TLS, PEM. */
  @ValidateIf((settings: DroneSettings) => settings.MQTT_TLS_KEY !== undefined)
  @MinLength(1, { message: 'MQTT_TLS_CERT must be set when MQTT_TLS_KEY is' })
  MQTT_TLS_CERT?: string;

  /** File with the certificate's key, PEM. */
  @ValidateIf((settings: DroneSettings) => settings.MQTT_TLS_CERT !== undefined)
  @MinLength(1, { message: 'MQTT_TLS_KEY must be set when MQTT_TLS_CERT is' })
  MQTT_TLS_KEY?: string;

  /** Port for MQTT over TLS; 0: a free one. */
  @IntegerSetting(0, 65535)
  MQTTS_PORT = 8883;

  /** An external broker to use instead of the embedded one. */
  @OptionalSetting()
  @UrlSetting(BROKER_URL, 'an mqtt:// or mqtts:// URL')
  MQTT_URL?: string;
}
