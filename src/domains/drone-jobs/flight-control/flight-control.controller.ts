import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { ListQueryDto, QueryPipe } from '../lists';
import { AbortFlightDto, ControlFlightDto, DroneCommandAnswerDto, DroneCommandListDto } from './command.dto';
import { FlightControl } from './flight-control.service';

@ApiTags('drone')
@Controller('v3/jobs/:jobId')
export class FlightControlController {
  constructor(private readonly service: FlightControl) {}

  @Post('abort')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Abort a flight',
    description: 'The command waits for a device that is offline. The job is `CANCELLED` once the device has stopped.',
    operationId: 'abortDroneJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: AbortFlightDto, required: false })
  @ApiAcceptedResponse({ type: DroneCommandAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async abort(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() dto: AbortFlightDto,
  ): Promise<DroneCommandAnswerDto> {
    return { success: true, command: await this.service.tell(caller.tenantId, jobId, 'abort', dto) };
  }

  @Post('pause')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Pause a flight',
    description: 'Good for 30 s; refused while the device is offline. The job is `paused` once the device agrees.',
    operationId: 'pauseDroneJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ControlFlightDto, required: false })
  @ApiAcceptedResponse({ type: DroneCommandAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async pause(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() dto: ControlFlightDto,
  ): Promise<DroneCommandAnswerDto> {
    return { success: true, command: await this.service.tell(caller.tenantId, jobId, 'pause', dto) };
  }

  @Post('resume')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Resume a paused flight',
    description: 'Good for 30 s; refused while the device is offline.',
    operationId: 'resumeDroneJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ControlFlightDto, required: false })
  @ApiAcceptedResponse({ type: DroneCommandAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async resume(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() dto: ControlFlightDto,
  ): Promise<DroneCommandAnswerDto> {
    return { success: true, command: await this.service.tell(caller.tenantId, jobId, 'resume', dto) };
  }

  @Post('return-to-home')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Call a flight home',
    description: 'The command waits for a device that is offline.',
    operationId: 'returnDroneJobToHome',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ControlFlightDto, required: false })
  @ApiAcceptedResponse({ type: DroneCommandAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async returnToHome(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() dto: ControlFlightDto,
  ): Promise<DroneCommandAnswerDto> {
    return { success: true, command: await this.service.tell(caller.tenantId, jobId, 'rth', dto) };
  }

  @Get('commands')
  @ApiOperation({ summary: 'List the commands of a drone job', operationId: 'listDroneJobCommands' })
  @ApiOkResponse({ type: DroneCommandListDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<DroneCommandListDto> {
    return this.service.list(caller.tenantId, jobId, query);
  }
}
