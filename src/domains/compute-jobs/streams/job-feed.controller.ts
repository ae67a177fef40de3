import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { EventStreams } from '../../../kernel/http/event-streams';
import { newlineDelimited } from '../../../kernel/http/stream-formats';
import { ComputeFailures } from '../compute-failures';
import { HEARTBEAT, JobFeed } from './job-feed';

const FORMAT = newlineDelimited(HEARTBEAT);

const LINES = `{"result":{"event":"heartbeat","data":{}}}
{"result":{"event":"job.state","data":{"@type":"type.googleapis.com/bytenite.job.Job","id":"019a...","state":"JOB_STATE_STARTED",...}}}
{"result":{"event":"task.state","data":{"@type":"type.googleapis.com/bytenite.job.Task","id":"019a...","jobId":"019a...","chunkNumber":3,"state":"TASK_STATE_COMPLETED","attempt":1,"exitCode":0}}}
`;

@ApiTags('compute')
@Controller('v1/customer/events')
export class JobFeedController {
  constructor(
    private readonly feed: JobFeed,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Follow all jobs',
    description:
      'JSON objects, one per line, of what happens to your jobs from now on: `job.created`, `job.updated`, `job.state` ' +
      'and `job.deleted` with the job as it was then, `task.state` with the task. A `heartbeat` comes at once, and then ' +
      'each 15 s. The stream ends with the credential and with the process.',
    operationId: 'streamComputeEvents',
  })
  @ApiOkResponse({
    description: 'Lines without an end.',
    content: { 'application/x-ndjson': { schema: { type: 'string' }, example: LINES } },
  })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  async follow(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.streams.send(request, reply, await this.feed.follow(caller.tenantId, request), FORMAT);
  }
}
