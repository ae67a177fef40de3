import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { conflict, notFound } from '../refusals';
import { lookedUp, newId } from '../ids';
import { zulu } from '../instants';
import { UNFINISHED } from '../jobs/transitions';
import { readPage } from '../lists';
import type { ListQueryDto, Paged } from '../lists';
import { routeMeters } from './distance';
import { missionBody } from './mission-body';
import type { MissionBody } from './mission-version.entity';
import type { MissionDto, MissionListDto, MissionVersionListDto } from './mission.dto';
import * as sql from './mission.statements';
import type { CreateMissionDto, ReplaceMissionDto } from './write-mission.dto';

interface VersionContent {
  version: number;
  body: MissionBody;
  distance_m: number;
}

type MissionRow = Paged & VersionContent & { updated_at: Date };
type VersionRow = Paged & VersionContent & { mission_id: string; mission_created_at: Date };

@Injectable()
export class MissionsService {
  constructor(private readonly database: Database) {}

  async create(tenantId: string, dto: CreateMissionDto, id = newId('mission')): Promise<MissionDto> {
    const body = missionBody(dto);
    const values = [tenantId, id, JSON.stringify(body), routeMeters(body.waypoints)];
    const [row] = await this.database.run<MissionRow>(sql.CREATE_MISSION, values);
    return missionOf(row);
  }

  async list(tenantId: string, query: ListQueryDto): Promise<MissionListDto> {
    const { rows, nextCursor } = await readPage<MissionRow>(this.database, sql.LIST_MISSIONS, tenantId, query);
    return { success: true, missions: rows.map(missionOf), count: rows.length, nextCursor };
  }

  /** @param version the current one when left out */
  async find(tenantId: string, id: string, version?: number): Promise<MissionDto> {
    const [row] = await this.database.run<MissionRow>(sql.FIND_MISSION, [tenantId, lookedUp(id), version]);
    if (!row) throw notFound('Mission');
    return missionOf(row);
  }

  async versions(tenantId: string, id: string, query: ListQueryDto): Promise<MissionVersionListDto> {
    const mission = await this.find(tenantId, id);
    const { rows, nextCursor } = await readPage<VersionRow>(this.database, sql.LIST_VERSIONS, tenantId, query, {
      mission_id: mission.missionId,
    });
    const versions = rows.map(({ mission_id, mission_created_at, created_at, ...content }) =>
      missionOf({ ...content, id: mission_id, created_at: mission_created_at, updated_at: created_at }),
    );
    return { success: true, versions, count: rows.length, nextCursor };
  }

  /** Makes the next version. @throws DroneFailure where the current one is not the expected one */
  async replace(tenantId: string, id: string, dto: ReplaceMissionDto): Promise<MissionDto> {
    const body = missionBody(dto);
    const values = [tenantId, lookedUp(id), dto.expectedVersion, JSON.stringify(body), routeMeters(body.waypoints)];
    const [row] = await this.database.run<MissionRow>(sql.REPLACE_MISSION, values);
    if (row) return missionOf(row);
    const { version } = await this.find(tenantId, id);
    throw conflict('Mission version conflict', { version });
  }

  /** @throws DroneFailure while jobs need it */
  async delete(tenantId: string, id: string): Promise<void> {
    const values = [tenantId, lookedUp(id)];
    await this.database.transaction(async () => {
      const [found] = await this.database.run(sql.LOCK_MISSION, values);
      if (!found) throw notFound('Mission');
      const [{ needed }] = await this.database.run<{ needed: boolean }>(sql.IS_MISSION_NEEDED, [...values, UNFINISHED]);
      if (needed) throw conflict('Mission in use');
      await this.database.run(sql.DELETE_MISSION, values);
    });
  }
}

function missionOf(row: MissionRow): MissionDto {
  const { name, description, waypoints, speed, altitudeMode, finishAction, requiredCapabilities } = row.body;
  return {
    missionId: row.id,
    version: row.version,
    name,
    description,
    waypoints,
    speed,
    altitudeMode,
    finishAction,
    requiredCapabilities,
    distanceMeters: row.distance_m,
    createdAt: zulu(row.created_at),
    updatedAt: zulu(row.updated_at),
  };
}
