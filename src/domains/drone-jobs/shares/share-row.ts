import type { Paged } from '../lists';
import type { Share, ShareType } from './share.entity';

/** A share that lives; `id` is its code. */
export interface ShareRow extends Paged {
  tenant_id: string;
  resource_id: string;
  resource_kind: Share['resourceKind'];
  share_type: ShareType;
  permissions: 'view'[];
  max_viewers: number | null;
  metadata: object;
  expires_at: Date;
  /** Milliseconds, by the clock of the database. */
  left: number;
}

/** SQL: the shares that live. */
export const LIVE_SHARES = `SELECT code AS id, tenant_id, resource_id, resource_kind, share_type, permissions, max_viewers,
    metadata, created_at, expires_at, extract(epoch FROM expires_at - clock_timestamp())::float8 * 1000 AS left
  FROM drone.shares WHERE revoked_at IS NULL AND expires_at > clock_timestamp()`;
