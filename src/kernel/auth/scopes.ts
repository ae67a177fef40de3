/** Lets a credential make and revoke API keys of every tenant. */
export const ADMIN_SCOPE = 'platform:admin';
