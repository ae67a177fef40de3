import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { EventStreams } from '../../../kernel/http/event-streams';
import { QueryPipe } from '../lists';
import { ProductionFailures } from '../production-failures';
import { BoardStream } from './board-stream';
import { BoardDto, BoardQueryDto } from './board.dto';
import { BoardService } from './board.service';

const FRAMES = `id: DsKgAAAAAtoAAAAAAAAAAA
event: snapshot
data: {"asOf":"2024-01-15T10:30:00.000Z","totals":{"inProgress":17,...},"paths":[...]}

id: DsKgAAAAAtoAAAAAAAAAKg
event: change
data: {"type":"serial.advanced","status":"in_progress","at":"2024-01-15T10:30:01.000Z","serialId":"SN-00001",...}

`;

@ApiTags('production')
@Controller('api/board')
export class BoardController {
  constructor(
    private readonly service: BoardService,
    private readonly stream: BoardStream,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Show the board', description: 'Which units are where now.', operationId: 'getBoard' })
  @ApiOkResponse({ type: BoardDto })
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  show(@CurrentCaller() { tenantId }: Caller, @Query(QueryPipe) query: BoardQueryDto): Promise<BoardDto> {
    return this.service.show(tenantId, query);
  }

  @Get('stream')
  @ApiOperation({
    summary: 'Follow the board',
    description:
      'Server-sent events: `snapshot` with the board, then a `change` for whatever happens to a unit: `{type, serialId?, ' +
      'jobId, pathId, fromStepId?, toStepId?, status, quantity?, at}`; a batch that was made has a quantity in place of ' +
      'a serialId. A change may be in the snapshot already. The stream ends with the credential; clients come back by ' +
      'themselves.',
    operationId: 'streamBoard',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last id that was received: what came behind it follows. EventSource sends it when it comes back.',
  })
  @ApiOkResponse({
    description: 'Events without an end, and a comment every 15 s.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: FRAMES } },
  })
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  follow(
    @CurrentCaller() { tenantId }: Caller,
    @Query(QueryPipe) query: BoardQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const lastId = request.headers['last-event-id'] as string | undefined;
    this.streams.send(request, reply, this.stream.follow(tenantId, query, lastId));
  }
}
