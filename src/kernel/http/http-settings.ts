import { IntegerSetting } from '../config/setting-types';

/** What a client may take, and how many there may be. */
export class HttpSettings {
  /** Seconds for the head of a request. */
  @IntegerSetting(1, 300)
  HTTP_HEADERS_SECONDS = 15;

  /** Seconds without a byte of a body that is not complete. */
  @IntegerSetting(1, 300)
  HTTP_BODY_SECONDS = 30;

  /** Seconds that a connection is kept for its next request. */
  @IntegerSetting(1, 3600)
  HTTP_KEEP_ALIVE_SECONDS = 72;

  @IntegerSetting(10, 1_000_000)
  HTTP_MAX_CONNECTIONS = 10_000;
}
