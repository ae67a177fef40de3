import { applyDecorators, Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../kernel/auth/access';
import { CurrentCaller } from '../../kernel/auth/caller';
import type { Caller } from '../../kernel/auth/caller';
import { EventStreams } from '../../kernel/http/event-streams';
import { PlatformFailures } from '../platform-failures';
import { readEventQuery } from './event-query';
import { EventPageDto } from './events.dto';
import { EventsService } from './events.service';

const SCOPES =
  'A credential sees the events of its tenant in the domains that it has the `:read` scope of; those of the platform ' +
  'itself need `platform:admin`.';

const FRAME = `id: DsKgAAAAAtoAAAAAAAAAKg
data: {"specversion":"1.0","id":"DsKgAAAAAtoAAAAAAAAAKg","source":"/quintet/production",...}

`;

const Filters = () =>
  applyDecorators(
    ApiQuery({
      name: 'after',
      required: false,
      description: 'A cursor: `next` of a page or the id of an event. From the oldest event when left out.',
      schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' },
    }),
    ApiQuery({
      name: 'type',
      required: false,
      description: 'An exact type, or a prefix of types that ends in `.*`.',
      schema: { type: 'string', maxLength: 200 },
      example: 'quintet.production.*',
    }),
    ApiQuery({
      name: 'subject',
      required: false,
      description: 'Public id of the thing that changed.',
      schema: { type: 'string', maxLength: 500 },
    }),
  );

@ApiTags('platform')
@RequireScope(null)
@Controller('platform/v1/events')
export class EventsController {
  constructor(
    private readonly service: EventsService,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Read the event log',
    description: `Every state change, in an order that never changes behind a cursor. ${SCOPES}`,
    operationId: 'listEvents',
  })
  @Filters()
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Most events of the page.',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  })
  @ApiOkResponse({ type: EventPageDto })
  @PlatformFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<EventPageDto> {
    return this.service.page(caller, readEventQuery(query));
  }

  @Get('stream')
  @ApiOperation({
    summary: 'Follow the event log',
    description:
      'The same as server-sent events, each with its cursor as `id`, from the oldest one or behind the cursor on, and then ' +
      `as they happen. ${SCOPES} The stream ends with the credential; clients come back by themselves.`,
    operationId: 'streamEvents',
  })
  @Filters()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last id that was received: goes before `after`. EventSource sends it when it comes back.',
  })
  @ApiOkResponse({
    description: 'Events without an end, and a comment every 15 s.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: FRAME } },
  })
  @PlatformFailures(400, 401, 403, 429)
  stream(
    @CurrentCaller() caller: Caller,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const after = request.headers['last-event-id'] || query.after;
    this.streams.send(request, reply, this.service.follow(caller, readEventQuery({ ...query, after })));
  }
}
