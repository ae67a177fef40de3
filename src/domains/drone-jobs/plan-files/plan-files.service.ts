import { Injectable } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { applyRules } from '../../../kernel/http/rules';
import { MissionsService } from '../missions/missions.service';
import { CreateMissionDto } from '../missions/write-mission.dto';
import { kmlOf, readKml } from './kml-format';
import type { ImportedMissionDto, ImportMissionQueryDto, PlanFormat } from './plan-file.dto';
import { planOf, readPlan } from './plan-format';

const DEFAULT_NAME = 'Imported mission';
const READERS = { plan: readPlan, kml: readKml };
const WRITERS = { plan: planOf, kml: kmlOf };

/** Exchanges missions with ground stations and maps. */
@Injectable()
export class PlanFilesService {
  constructor(private readonly missions: MissionsService) {}

  /** @throws Failure where the file makes no mission */
  async import(tenantId: string, query: ImportMissionQueryDto, file: Buffer): Promise<ImportedMissionDto> {
    const { mission, warnings } = READERS[query.format](file);
    const { dto, violations } = applyRules(CreateMissionDto, { ...mission, name: query.name ?? DEFAULT_NAME });
    if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
    return { success: true, mission: await this.missions.create(tenantId, dto), warnings };
  }

  async export(tenantId: string, id: string, format: PlanFormat): Promise<string> {
    return WRITERS[format]((await this.missions.find(tenantId, id)) as Parameters<typeof planOf>[0]);
  }
}
