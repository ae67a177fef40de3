import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledFailures } from '../scheduled-failures';
import { pageParameters } from '../lists/list-parameters';
import { givenParameters, readPage, refuseFaults, type Page } from '../lists/list-query';
import { FieldReader } from '../values/field-reader';
import { FlowControlChangePipe, type FlowControlChange } from './flow-control-change';
import { ChangeFlowControlDto, FlowControlAnswerDto, FlowControlListDto } from './flow-control.dto';
import { FlowControlsService } from './flow-controls.service';

/** Operators want to see all of their keys at once. */
const DEFAULT_LIMIT = 100;

@ApiTags('scheduled')
@Controller('scheduler/api/flow-controls')
export class FlowControlsController {
  constructor(private readonly service: FlowControlsService) {}

  @Get()
  @ApiOperation({
    summary: 'List flow controls',
    description: 'The limits of every key that jobs were sent with in `flow_control`, by key.',
    operationId: 'listScheduledFlowControls',
  })
  @pageParameters('Controls', DEFAULT_LIMIT)
  @ApiOkResponse({ type: FlowControlListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<FlowControlListDto> {
    const reader = new FieldReader<keyof Page>(givenParameters(query));
    const page = readPage(reader, DEFAULT_LIMIT);
    refuseFaults(reader, ['limit', 'offset']);
    return { data: await this.service.list(caller, page) };
  }

  @Patch(':key')
  @ApiOperation({
    summary: 'Change, pause or resume a flow control',
    description: 'What is left out stays. Jobs that are executing go on; the ones that wait obey the new limits.',
    operationId: 'changeScheduledFlowControl',
  })
  @ApiParam({ name: 'key', description: 'The key, percent-encoded.', example: 'example.com:443' })
  @ApiBody({ type: ChangeFlowControlDto })
  @ApiOkResponse({ type: FlowControlAnswerDto, description: 'The control afterwards.' })
  @ScheduledFailures(400, 401, 403, 404, 413, 415, 422, 429, 500, 503)
  async change(
    @CurrentCaller() caller: Caller,
    @Param('key') key: string,
    @Body(FlowControlChangePipe) change: FlowControlChange,
  ): Promise<FlowControlAnswerDto> {
    return { data: await this.service.change(caller, key, change) };
  }
}
