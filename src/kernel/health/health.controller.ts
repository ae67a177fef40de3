import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access';
import { Health } from './health';

class HealthAnswer {
  @ApiProperty({ description: 'Always `ok`; a service that is not well answers 503.', example: 'ok' })
  status: string;
}

@ApiTags('platform')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @ApiOperation({ summary: 'Is the process alive?', operationId: 'healthLive' })
  @ApiOkResponse({ type: HealthAnswer })
  live(): HealthAnswer {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Can it take work: is the database there, does the engine run, is it not about to stop?',
    operationId: 'healthReady',
  })
  @ApiOkResponse({ type: HealthAnswer })
  @ApiServiceUnavailableResponse({
    description: 'The database or the engine is away, or the process is about to stop.',
  })
  ready(): Promise<HealthAnswer> {
    return this.health.ready();
  }
}
