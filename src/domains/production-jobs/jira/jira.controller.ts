import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { RememberedApart } from '../../../kernel/http/idempotency.interceptor';
import { ObjectBody } from '../bodies';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { CommentDto, LinkedTicketDto, LinkTicketDto, PushDto, PushedDto, TicketDto, TicketListDto } from './jira.dto';
import { LinksService } from './links.service';
import { PushesService } from './pushes.service';
import { TicketsService } from './tickets.service';

@ApiTags('production')
@Controller('api/jira')
export class JiraController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly links: LinksService,
    private readonly pushes: PushesService,
  ) {}

  @Get('tickets')
  @ApiOperation({
    summary: 'List open tickets',
    description: 'Those of the project without a resolution. While Jira cannot be read: what it last listed, and why.',
    operationId: 'listJiraTickets',
  })
  @ApiOkResponse({ type: TicketListDto })
  @ProductionFailures(401, 403, 429, 500, 503)
  list(@CurrentCaller() caller: Caller): Promise<TicketListDto> {
    return this.tickets.list(caller);
  }

  @Get('tickets/:key')
  @ApiOperation({ summary: 'Show a ticket', description: 'As Jira has it now.', operationId: 'getJiraTicket' })
  @ApiOkResponse({ type: TicketDto })
  @ProductionFailures(400, 401, 403, 429, 500, 502, 503)
  find(@CurrentCaller() caller: Caller, @Param('key') key: string): Promise<TicketDto> {
    return this.tickets.find(caller, key);
  }

  @Post('link')
  @HttpCode(200)
  @RememberedApart()
  @ApiOperation({
    summary: 'Link a ticket',
    description: 'Gives a job the fields of a ticket, or makes a job of it; with a template, a path too.',
    operationId: 'linkJiraTicket',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: LinkTicketDto })
  @ApiOkResponse({ type: LinkedTicketDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 502, 503)
  link(@CurrentCaller() caller: Caller, @ObjectBody() body: object): Promise<LinkedTicketDto> {
    return this.links.link(caller, body);
  }

  @Post('push')
  @HttpCode(200)
  @RememberedApart()
  @ApiOperation({
    summary: 'Push progress to a ticket',
    description: "Appends a table per path to the ticket's description. One push at a time changes a ticket.",
    operationId: 'pushToJira',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: PushDto })
  @ApiOkResponse({ type: PushedDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  push(@CurrentCaller() caller: Caller, @ObjectBody() body: object): Promise<PushedDto> {
    return this.pushes.push(caller, body);
  }

  @Post('comment')
  @HttpCode(200)
  @RememberedApart()
  @ApiOperation({
    summary: 'Comment on a ticket',
    description: 'With a note, or with the progress of the job.',
    operationId: 'commentInJira',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: CommentDto })
  @ApiOkResponse({ type: PushedDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  comment(@CurrentCaller() caller: Caller, @ObjectBody() body: object): Promise<PushedDto> {
    return this.pushes.comment(caller, body);
  }
}
