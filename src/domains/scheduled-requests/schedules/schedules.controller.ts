import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledFailures } from '../scheduled-failures';
import { SCHEDULE_STATES } from '../transitions';
import type { JsonText, SentJson } from '../values/json-text';
import { ChangeScheduleDto } from './change-schedule.dto';
import { PauseScheduleDto, ScheduleAnswerDto, ScheduleListDto, SlotListDto } from './schedule.dto';
import { ScheduleChanges } from './schedule-changes';
import { objectOf, readCount, readReason, readSchedulePage } from './schedule-queries';
import { SchedulesService } from './schedules.service';

const JSON_TYPE = ['content-type', 'application/json; charset=utf-8'] as const;
const ID = { name: 'id', description: 'Id of the schedule.', example: '01980a4e-7b1c-7d3e-9f00-3f1c2d4e5a6b' };

@ApiTags('scheduled')
@Controller('scheduler/api/schedules')
export class SchedulesController {
  constructor(
    private readonly service: SchedulesService,
    private readonly changes: ScheduleChanges,
  ) {}

  @Get()
  @Header(...JSON_TYPE)
  @ApiOperation({ summary: 'List schedules', description: 'Newest first.', operationId: 'listSchedules' })
  @ApiQuery({ name: 'state', required: false, enum: SCHEDULE_STATES, description: 'Schedules in this state.' })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Schedules in the answer at most.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  })
  @ApiQuery({
    name: 'offset',
    required: false,
    description: 'Schedules to leave out first.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  })
  @ApiOkResponse({ type: ScheduleListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<JsonText> {
    return answer(`[${(await this.service.list(caller, readSchedulePage(query))).join(',')}]`);
  }

  @Get(':id')
  @Header(...JSON_TYPE)
  @ApiOperation({ summary: 'Show a schedule', operationId: 'getSchedule' })
  @ApiParam(ID)
  @ApiOkResponse({ type: ScheduleAnswerDto })
  @ScheduledFailures(401, 403, 404, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    return answer(await this.service.show(caller, id));
  }

  @Patch(':id')
  @Header(...JSON_TYPE)
  @ApiOperation({
    summary: 'Change a schedule',
    description:
      'For runs that are taken up later. What is absent stays, what is null is no longer set. `cron` and `timezone` ' +
      'begin a new plan at the next match, `repeat_every` one interval from now; each takes the place of the other.',
    operationId: 'changeSchedule',
  })
  @ApiParam(ID)
  @ApiBody({ type: ChangeScheduleDto, examples: { interval: { value: { repeat_every: [10, 'minutes'] } } } })
  @ApiOkResponse({ type: ScheduleAnswerDto, description: 'The schedule afterwards.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { value, text }: SentJson,
  ): Promise<JsonText> {
    await this.changes.change(caller, id, objectOf(value), text);
    return answer(await this.service.show(caller, id));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Header(...JSON_TYPE)
  @ApiOperation({
    summary: 'Pause a schedule',
    description: 'Only retries start, slots are dropped. Repeating it changes nothing.',
    operationId: 'pauseSchedule',
  })
  @ApiParam(ID)
  @ApiBody({ type: PauseScheduleDto, required: false })
  @ApiOkResponse({ type: ScheduleAnswerDto, description: 'The schedule afterwards.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
  async pause(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() sent: SentJson): Promise<JsonText> {
    await this.changes.pause(caller, id, readReason(sent));
    return answer(await this.service.show(caller, id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Header(...JSON_TYPE)
  @ApiOperation({
    summary: 'Resume a schedule',
    description: 'It goes on with the next slot of its plan. Repeating it changes nothing.',
    operationId: 'resumeSchedule',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: ScheduleAnswerDto, description: 'The schedule afterwards.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async resume(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    await this.changes.resume(caller, id);
    return answer(await this.service.show(caller, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a schedule',
    description: 'Cancels it and its unfinished runs. Finished runs stay.',
    operationId: 'deleteSchedule',
  })
  @ApiParam(ID)
  @ApiNoContentResponse({ description: 'The schedule is deleted.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async remove(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.changes.remove(caller, id);
  }

  @Get(':id/next')
  @ApiOperation({
    summary: 'List the next slots of a schedule',
    description: 'The pending one first; those of a paused schedule are the ones that it would run.',
    operationId: 'listNextSlots',
  })
  @ApiParam(ID)
  @ApiQuery({
    name: 'count',
    required: false,
    description: 'Slots in the answer at most.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  })
  @ApiOkResponse({ type: SlotListDto })
  @ScheduledFailures(401, 403, 404, 422, 429, 500, 503)
  async next(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<SlotListDto> {
    return { data: await this.service.next(caller, id, readCount(query)) };
  }
}

/** Schedules are answered as text, so that their `args` come back as they were sent. */
function answer(data: JsonText): JsonText {
  return `{"data":${data}}`;
}
