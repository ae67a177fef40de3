import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { EventStreams } from '../../../kernel/http/event-streams';
import { ComputeFailures } from '../compute-failures';
import { JOB_ID } from '../tasks/parameters';
import { JobStream } from './job-stream';

const FRAMES = `id: DsKgAAAAAtoAAAAAAAAAKg
event: state
data: {"jobId":"019a...","state":"JOB_STATE_PARTITIONED","previousState":"JOB_STATE_PARTITIONING","numChunks":2,"at":"2026-01-31T12:00:00.000Z"}

id: DsKgAAAAAtoAAAAAAAAAKw
event: task
data: {"id":"019a...","jobId":"019a...","chunkNumber":0,"state":"TASK_STATE_COMPLETED","attempt":1,"exitCode":0,"at":"2026-01-31T12:00:01.000Z"}

id: DsKgAAAAAtsAAAAAAAAAAA
event: progress
data: {"state":"JOB_STATE_PARTITIONED","total":2,"scheduled":0,"running":1,"completed":1,"failed":0,"cancelled":0,"percent":50,"etaSeconds":1}

id: DsKgAAAAAtwAAAAAAAAAAA.end
event: end
data: {"id":"019a...","state":"JOB_STATE_COMPLETE",...}

`;

@ApiTags('compute')
@Controller('v1/customer/jobs/:id/stream')
export class JobStreamController {
  constructor(
    private readonly stream: JobStream,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Follow a job',
    description:
      'Server-sent events, from the making of the job on: `state` and `task` for what happens, `progress` at once and, at ' +
      'most each second, when it has changed, at last `end` with the job. Clients come back by themselves, and those ' +
      'that have seen the end are told to stay away.',
    operationId: 'streamComputeJob',
  })
  @ApiParam(JOB_ID)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last id that was received: what came behind it follows. EventSource sends it when it comes back.',
  })
  @ApiOkResponse({
    description: 'Events until the job ends, and a comment each 15 s.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: FRAMES } },
  })
  @ApiNoContentResponse({ description: 'The end was seen: nothing more will come.' })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  async follow(
    @CurrentCaller() caller: Caller,
    @Param('id') jobId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lastId = request.headers['last-event-id'] as string | undefined;
    this.streams.send(request, reply, await this.stream.follow(caller.tenantId, jobId, lastId, request));
  }
}
