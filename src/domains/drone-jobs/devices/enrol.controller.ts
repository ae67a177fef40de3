import { Body, Controller, Header, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../kernel/auth/access';
import { DroneFailures } from '../drone-failures';
import { EnrolDeviceDto, EnrolledDeviceDto } from './enrol.dto';
import { Enrolments } from './enrolments';

@ApiTags('drone')
@Public()
@Controller('v3/devices/enrol')
export class EnrolController {
  constructor(private readonly enrolments: Enrolments) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Enrol a device',
    description:
      'Called by the device itself: its enrolment token is all that it needs, and works once. The credential is shown ' +
      'only in this answer, and ends the one that the device had before.',
    operationId: 'enrolDevice',
  })
  @ApiCreatedResponse({ type: EnrolledDeviceDto })
  @DroneFailures(400, 401, 413, 415, 429, 500, 503)
  async enrol(@Body() { token }: EnrolDeviceDto): Promise<EnrolledDeviceDto> {
    return { success: true, ...(await this.enrolments.redeem(token)) };
  }
}
