/** Second label of the types of the platform's own events, and the name of the domain that they count as. */
export const PLATFORM = 'platform';

/** The type of an event about an endpoint. There is none about single deliveries: they would beget each other. */
export const webhookEvent = (
  change: 'created' | 'updated' | 'paused' | 'resumed' | 'deleted' | 'secret_rotated' | 'test',
) => `quintet.${PLATFORM}.webhook.${change}`;
