import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { EventStreams } from '../../../../kernel/http/event-streams';
import { PipelineFailures } from '../../pipeline-failures';
import { Validated } from '../../validated';
import { DefaultWorkspaceGuard } from '../../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../../workspaces/workspace-id-parameter';
import { accepts } from '../accepts';
import { scopeOf } from '../job-path';
import { validateJob } from '../result.model';
import type { JobRequest } from '../result.model';
import { JOB_ID } from '../result-parameters';
import { PipelineProgressDto } from './progress.dto';
import { ProgressService } from './progress.service';
import { ProgressStream } from './progress-stream';

const EVENTS = 'text/event-stream';

const FRAMES = `id: 1.5
event: progress
data: {"status":"STARTED","total":12,"executed":5,"failed":0,"running":3,"pending":4,"cancelled":0,...}

id: 1.end
event: end
data: {"status":"ENDED","total":12,"executed":12,"failed":0,"running":0,"pending":0,"cancelled":0,...}

`;

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam(JOB_ID)
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id/progress')
export class ProgressController {
  constructor(
    private readonly service: ProgressService,
    private readonly stream: ProgressStream,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'See how far a pipeline job is',
    description:
      'With `Accept: text/event-stream` as server-sent events: `progress` at once and on every change, at most 4 a ' +
      'second, and `end` when the job ends. Clients come back by themselves, and those that have seen the end are told ' +
      'to stay away.',
    operationId: 'getPipelineJobProgress',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The last id that was received, of events.' })
  @ApiExtraModels(PipelineProgressDto)
  @ApiOkResponse({
    description: 'How far it is.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(PipelineProgressDto) } },
      [EVENTS]: { schema: { type: 'string' }, example: FRAMES },
    },
  })
  @ApiNoContentResponse({ description: 'The end was seen: nothing more will come.' })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async get(
    @CurrentCaller() caller: Caller,
    @Validated(validateJob) { path }: JobRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const scope = scopeOf(caller, path);
    void reply.header('vary', 'Accept');
    if (!accepts(request, EVENTS)) return void reply.send(await this.service.show(scope));
    const lastId = request.headers['last-event-id'] as string | undefined;
    this.streams.send(request, reply, await this.stream.follow(scope, lastId));
  }
}
