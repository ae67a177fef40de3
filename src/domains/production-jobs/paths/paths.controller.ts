import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { ETAG, etagOf, IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { BatchDistributionsDto, PathDistributionDto, PathWithDistributionDto } from './distribution.dto';
import { DeletedPathDto, ListPathsDto, PathDto } from './path.dto';
import { PathsService } from './paths.service';
import { AdvancementModeDto, CreatePathDto, UpdatePathDto } from './write-path.dto';

@ApiTags('production')
@Controller('api/paths')
export class PathsController {
  constructor(private readonly service: PathsService) {}

  @Post()
  @ApiOperation({
    summary: 'Create a path',
    description: 'Makes a route of steps for the units of a job.',
    operationId: 'createPath',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({
    type: PathDto,
    headers: { Location: { description: 'Path of the path.', schema: { type: 'string' } } },
  })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreatePathDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PathDto> {
    const path = await this.service.create(caller, dto);
    void reply.header('location', `/api/paths/${path.id}`);
    return path;
  }

  @Get()
  @ApiOperation({ summary: 'List paths', description: 'In the order of their creation.', operationId: 'listPaths' })
  @PagedList(PathDto)
  @ProductionFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListPathsDto): Promise<Page<PathDto>> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a path and where its units are', operationId: 'getPath' })
  @ApiOkResponse({ type: PathWithDistributionDto, headers: ETAG })
  @ProductionFailures(401, 403, 404, 429)
  async find(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PathWithDistributionDto> {
    const { path, version } = await this.service.find(caller.tenantId, id);
    void reply.header('etag', etagOf(version));
    return path;
  }

  @Post('batch-distributions')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Show where the units of several paths are',
    description: 'By path id; paths that there are not are left out.',
    operationId: 'getPathDistributions',
  })
  @ApiExtraModels(PathDistributionDto)
  @ApiOkResponse({
    schema: { type: 'object', additionalProperties: { $ref: getSchemaPath(PathDistributionDto) } },
  })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429)
  distributions(
    @CurrentCaller() caller: Caller,
    @Body() dto: BatchDistributionsDto,
  ): Promise<Record<string, PathDistributionDto>> {
    return this.service.distributions(caller.tenantId, dto.pathIds);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a path',
    description:
      'What is left out stays. Steps may change while units are on them, but none may vanish under a unit; steps that ' +
      'come to lie before a unit are skipped for it, or deferred where they are completion gates.',
    operationId: 'updatePath',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UpdatePathDto })
  @ApiOkResponse({ type: PathDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<PathDto> {
    return this.service.update(caller, id, body, ifMatch);
  }

  @Patch(':id/advancement-mode')
  @ApiOperation({
    summary: 'Change whether units may bypass steps',
    description: 'Counts for moves from now on.',
    operationId: 'changeAdvancementMode',
  })
  @ApiBody({ type: AdvancementModeDto })
  @ApiOkResponse({ type: PathDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  changeMode(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<PathDto> {
    return this.service.changeMode(caller.tenantId, id, body);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Delete a path',
    description: 'Refused while it has units, in whatever status.',
    operationId: 'deletePath',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: DeletedPathDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429)
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<DeletedPathDto> {
    await this.service.delete(caller.tenantId, id, ifMatch);
    return { success: true };
  }
}
