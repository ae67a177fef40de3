/** Ids of what tenant `default` finds made, so that an example can name them; other tenants get ids of their own. */
export const DEFAULT_WORKSPACE_ID = '0198c2a0-0000-7000-8000-000000000001';
export const DEFAULT_PIPELINE_ID = '0198c2a0-0000-7000-8000-000000000002';

/** Name of the workspace that every tenant has. */
export const DEFAULT_WORKSPACE = 'default';
