import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ApiListQuery, IS_PUBLIC } from '../lists/pagination.dto';
import { ComputeAcknowledgementDto, acknowledge } from '../requests/acknowledgement.dto';
import { IDEMPOTENCY_KEY } from '../requests/idempotency-key';
import {
  ComputeAppDownloadDto,
  ComputeAppDto,
  ComputeAppListDto,
  ComputeAppResponseDto,
  ComputeAppStatusDto,
} from './app.dto';
import { AppsService } from './apps.service';
import { ApiTag, ApiVersionTag, TakesArchive } from './package-routes';
import { PushComputeAppDto } from './push.dto';

@ApiTags('compute')
@Controller('v1/dev/apps')
export class AppsController {
  constructor(private readonly service: AppsService) {}

  @Post()
  @HttpCode(200)
  @TakesArchive()
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({
    summary: 'Push an app',
    description:
      'Stores an app, inactive at first. A push of a name and version that is there replaces the code and keeps id and status. ' +
      'A `template.json` in the archive is stored as a template of yours.',
    operationId: 'pushComputeApp',
  })
  @ApiBody({ type: PushComputeAppDto })
  @ApiOkResponse({ description: 'The app.', type: ComputeAppDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  push(@CurrentCaller() caller: Caller, @Body() body: unknown, @Req() request: FastifyRequest): Promise<ComputeAppDto> {
    return this.service.push(caller, body, request);
  }

  @Get()
  @ApiOperation({
    summary: 'List apps',
    description: 'Your own, or the public ones; every version of each.',
    operationId: 'listComputeApps',
  })
  @ApiListQuery()
  @ApiQuery(IS_PUBLIC)
  @ApiOkResponse({ type: ComputeAppListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: object,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAppListDto> {
    return this.service.list(caller, query, request);
  }

  @Get(':tag')
  @ApiOperation({
    summary: 'Read an app',
    description: 'Your own, else the public one of that name.',
    operationId: 'readComputeApp',
  })
  @ApiTag()
  @ApiOkResponse({ type: ComputeAppResponseDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  read(
    @CurrentCaller() caller: Caller,
    @Param('tag') tag: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAppResponseDto> {
    return this.service.read(caller, tag, request);
  }

  @Get(':tag/status')
  @ApiOperation({ summary: 'Read the status of an app', operationId: 'readComputeAppStatus' })
  @ApiTag()
  @ApiOkResponse({ type: ComputeAppStatusDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  status(@CurrentCaller() caller: Caller, @Param('tag') tag: string): Promise<ComputeAppStatusDto> {
    return this.service.status(caller, tag);
  }

  @Post(':tag/activate')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({
    summary: 'Activate an app',
    description: 'Jobs may run it from now on. One that is active already stays so.',
    operationId: 'activateComputeApp',
  })
  @ApiTag()
  @ApiOkResponse({ type: ComputeAppStatusDto })
  @ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503)
  activate(@CurrentCaller() caller: Caller, @Param('tag') tag: string): Promise<ComputeAppStatusDto> {
    return this.service.setStatus(caller, tag, 'active');
  }

  @Post(':tag/deactivate')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({
    summary: 'Deactivate an app',
    description: 'Only test jobs may start it from now on; jobs that run it go on.',
    operationId: 'deactivateComputeApp',
  })
  @ApiTag()
  @ApiOkResponse({ type: ComputeAppStatusDto })
  @ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503)
  deactivate(@CurrentCaller() caller: Caller, @Param('tag') tag: string): Promise<ComputeAppStatusDto> {
    return this.service.setStatus(caller, tag, 'inactive');
  }

  @Get(':tag/download')
  @ApiOperation({
    summary: 'Download an app',
    description: 'The bytes that were pushed last, and a link to them.',
    operationId: 'downloadComputeApp',
  })
  @ApiTag()
  @ApiOkResponse({ type: ComputeAppDownloadDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  download(
    @CurrentCaller() caller: Caller,
    @Param('tag') tag: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAppDownloadDto> {
    return this.service.download(caller, tag, request);
  }

  @Delete(':tag')
  @ApiOperation({
    summary: 'Delete an app',
    description: 'One version of it. Jobs that run it keep their copy.',
    operationId: 'deleteComputeApp',
  })
  @ApiVersionTag()
  @ApiOkResponse({ description: 'It is gone.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 404, 406, 413, 415, 429, 500, 503)
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('tag') tag: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.delete(caller, tag);
    return acknowledge(request.id);
  }
}
