import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { RawBody } from '../../../kernel/http/body.interceptor';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { QueryPipe } from '../lists';
import { ImportedMissionDto, ImportMissionQueryDto, ExportMissionQueryDto } from './plan-file.dto';
import { PlanFilesService } from './plan-files.service';

const KML = 'application/vnd.google-earth.kml+xml';
const TYPES = ['application/json', KML, 'application/xml', 'text/xml', 'text/plain', 'application/octet-stream'];
const CONTENT_TYPES = { plan: 'application/json; charset=utf-8', kml: `${KML}; charset=utf-8` };

@ApiTags('drone')
@Controller('v3/missions')
export class PlanFilesController {
  constructor(private readonly service: PlanFilesService) {}

  @Post('import')
  @RawBody(...TYPES)
  @ApiOperation({
    summary: 'Make a mission of a plan file',
    description: 'The body is the file: a ground station’s `.plan`, or KML with a line or points.',
    operationId: 'importMission',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiConsumes(...TYPES)
  @ApiBody({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: ImportedMissionDto })
  @DroneFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  import(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: ImportMissionQueryDto,
    @Body() file: Buffer,
  ): Promise<ImportedMissionDto> {
    return this.service.import(caller.tenantId, query, file);
  }

  @Get(':missionId/export')
  @ApiOperation({ summary: 'Write a mission as a plan file', operationId: 'exportMission' })
  @ApiOkResponse({
    description: 'The file.',
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true }, example: { fileType: 'Plan' } },
      [KML]: { schema: { type: 'string' }, example: '<kml xmlns="http://www.opengis.net/kml/2.2"/>' },
    },
  })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  async export(
    @CurrentCaller() caller: Caller,
    @Param('missionId') id: string,
    @Query(QueryPipe) { format = 'plan' }: ExportMissionQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const file = await this.service.export(caller.tenantId, id, format);
    void reply.header('content-disposition', `attachment; filename="mission.${format}"`).type(CONTENT_TYPES[format]);
    return file;
  }
}
