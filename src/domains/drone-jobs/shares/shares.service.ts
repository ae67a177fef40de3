import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { zulu } from '../instants';
import { readPage } from '../lists';
import type { ListQueryDto } from '../lists';
import { notFound } from '../refusals';
import type { CreatedShareDto, CreateShareDto, ShareDto, ShareListDto } from './share.dto';
import { LIVE_SHARES } from './share-row';
import type { ShareRow } from './share-row';

const CODE_LENGTH = 22;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** SQL that appends the event of what was done to `share`. */
const event = (change: string) => `platform.append_event(tenant_id, 'quintet.drone.share.${change}', code,
  json_build_object('shareCode', code, 'resourceId', resource_id, 'shareType', share_type))`;

/** A share of a device, or else of a group, of the tenant. */
const CREATE = {
  name: 'drone-share-create',
  text: `WITH resource AS (
      SELECT 'DEVICE' AS kind FROM drone.devices WHERE tenant_id = $1 AND id = $3
      UNION ALL SELECT 'GROUP' FROM drone.device_groups WHERE tenant_id = $1 AND id = $3 LIMIT 1
    ), share AS (
      INSERT INTO drone.shares
        (tenant_id, code, resource_id, resource_kind, share_type, permissions, expires_at, max_viewers, metadata)
      SELECT $1, $2, $3, kind, $4, $5, clock_timestamp() + make_interval(secs => $6), $7, $8 FROM resource RETURNING *
    ) SELECT expires_at, ${event('created')} FROM share`,
};
const LIST = { name: 'drone-share-list', text: `SELECT * FROM (${LIVE_SHARES}) share` };
const FIND = { name: 'drone-share-find', text: `${LIVE_SHARES} AND tenant_id = $1 AND code = $2` };
const REVOKE = {
  name: 'drone-share-revoke',
  text: `WITH share AS (
      UPDATE drone.shares SET revoked_at = clock_timestamp()
      WHERE tenant_id = $1 AND code = $2 AND revoked_at IS NULL AND expires_at > clock_timestamp() RETURNING *
    ) SELECT code, ${event('revoked')} FROM share`,
};

/** What an address of this service begins with, as the client of a request would write it. */
type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

@Injectable()
export class SharesService {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** @throws DroneFailure where the tenant has neither a device nor a group of that id */
  async create(tenantId: string, dto: CreateShareDto, origin: Origin): Promise<CreatedShareDto> {
    const { shareType, permissions, expiresIn, maxViewers = null, metadata } = dto;
    const code = newCode();
    const what = [shareType, JSON.stringify(permissions), expiresIn, maxViewers, JSON.stringify(metadata ?? {})];
    const [row] = await this.database.run<{ expires_at: Date }>(CREATE, [
      tenantId,
      code,
      lookedUp(dto.resourceId),
      ...what,
    ]);
    if (!row) throw notFound('Device');
    return { shareCode: code, shareUrl: this.urlOf(code, origin), expiresAt: zulu(row.expires_at), maxViewers };
  }

  async list(tenantId: string, query: ListQueryDto, origin: Origin): Promise<ShareListDto> {
    const { rows, nextCursor } = await readPage<ShareRow>(this.database, LIST, tenantId, query);
    const shares = rows.map((row) => this.shareOf(row, origin));
    return { success: true, shares, count: shares.length, nextCursor };
  }

  async find(tenantId: string, code: string, origin: Origin): Promise<ShareDto> {
    const [row] = await this.database.run<ShareRow>(FIND, [tenantId, lookedUp(code)]);
    if (!row) throw notFound('Share');
    return this.shareOf(row, origin);
  }

  /** Its viewers are sent away within a second. */
  async revoke(tenantId: string, code: string): Promise<void> {
    const [row] = await this.database.run(REVOKE, [tenantId, lookedUp(code)]);
    if (!row) throw notFound('Share');
  }

  private shareOf(row: ShareRow, origin: Origin): ShareDto {
    return {
      shareCode: row.id,
      shareUrl: this.urlOf(row.id, origin),
      resourceId: row.resource_id,
      shareType: row.share_type,
      permissions: row.permissions,
      expiresAt: zulu(row.expires_at),
      maxViewers: row.max_viewers,
      createdAt: zulu(row.created_at),
      metadata: row.metadata,
    };
  }

  private urlOf(code: string, { protocol, host }: Origin): string {
    const base = this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
    return `${base}/v3/share/${code}`;
  }
}

const newCode = () => Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
