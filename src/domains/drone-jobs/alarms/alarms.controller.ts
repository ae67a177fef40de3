import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { BodyLimit } from '../../../kernel/http/body.interceptor';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { CreatedDroneJobDto } from '../jobs/job.dto';
import { AlarmIntake } from './alarm-intake';
import { AlarmSourceGuard } from './alarm-source.guard';

export const ALARM_BYTES = 65_536;
export const ALARM = {
  description: 'Any JSON object of at most 64 KiB.',
  schema: {
    type: 'object',
    additionalProperties: true,
    example: { sensor: { id: 'gate-7' }, message: 'Fence cut', at: '2024-01-14T15:30:00Z' },
  },
};

@ApiTags('drone')
@Public()
@Controller('v3/alarms')
export class AlarmsController {
  constructor(private readonly intake: AlarmIntake) {}

  @Post(':secret')
  @UseGuards(AlarmSourceGuard)
  @BodyLimit(ALARM_BYTES)
  @ApiOperation({
    summary: 'Raise an alarm',
    description: 'Makes the job of the alarm source; the address is the credential.',
    operationId: 'raiseDroneAlarm',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiParam({ name: 'secret', description: 'End of the address of the source.', example: 'al_shown_once' })
  @ApiBody(ALARM)
  @ApiCreatedResponse({ description: 'A job was made.', type: CreatedDroneJobDto })
  @ApiOkResponse({ description: 'An alarm with the same key has made this job.', type: CreatedDroneJobDto })
  @DroneFailures(400, 404, 409, 413, 415, 429, 500, 503)
  async raise(
    @Req() { alarmSource, body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedDroneJobDto> {
    const { job, duplicate } = await this.intake.take(alarmSource!, body);
    if (duplicate) void reply.status(200);
    return { success: true, job };
  }
}
