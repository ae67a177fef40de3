/** Lets a credential make and revoke API keys of every tenant. */
export const ADMIN_SCOPE = 'platform:admin';
/** Lets a credential read the metrics, which are those of all tenants. */
export const METRICS_SCOPE = 'platform:metrics';
