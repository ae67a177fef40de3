import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { ListQueryDto, QueryPipe } from '../lists';
import { MissionAnswerDto, MissionListDto, MissionQueryDto, MissionVersionListDto } from './mission.dto';
import { MissionsService } from './missions.service';
import { CreateMissionDto, ReplaceMissionDto } from './write-mission.dto';

@ApiTags('drone')
@Controller('v3/missions')
export class MissionsController {
  constructor(private readonly service: MissionsService) {}

  @Post()
  @ApiOperation({ summary: 'Create a mission', operationId: 'createMission' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: MissionAnswerDto })
  @DroneFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateMissionDto): Promise<MissionAnswerDto> {
    return { success: true, mission: await this.service.create(caller.tenantId, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'List missions', operationId: 'listMissions' })
  @ApiOkResponse({ type: MissionListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListQueryDto): Promise<MissionListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':missionId')
  @ApiOperation({ summary: 'Show a mission', operationId: 'getMission' })
  @ApiOkResponse({ type: MissionAnswerDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  async find(
    @CurrentCaller() caller: Caller,
    @Param('missionId') id: string,
    @Query(QueryPipe) { version }: MissionQueryDto,
  ): Promise<MissionAnswerDto> {
    const mission = await this.service.find(caller.tenantId, id, version === undefined ? undefined : Number(version));
    return { success: true, mission };
  }

  @Put(':missionId')
  @ApiOperation({
    summary: 'Make the next version of a mission',
    description: 'Jobs that are made already keep to their version.',
    operationId: 'replaceMission',
  })
  @ApiOkResponse({ type: MissionAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('missionId') id: string,
    @Body() dto: ReplaceMissionDto,
  ): Promise<MissionAnswerDto> {
    return { success: true, mission: await this.service.replace(caller.tenantId, id, dto) };
  }

  @Delete(':missionId')
  @ApiOperation({
    summary: 'Delete a mission',
    description: 'Refused while unfinished jobs need it.',
    operationId: 'deleteMission',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('missionId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Mission deleted successfully' };
  }

  @Get(':missionId/versions')
  @ApiOperation({ summary: 'List the versions of a mission', operationId: 'listMissionVersions' })
  @ApiOkResponse({ type: MissionVersionListDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  versions(
    @CurrentCaller() caller: Caller,
    @Param('missionId') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<MissionVersionListDto> {
    return this.service.versions(caller.tenantId, id, query);
  }
}
