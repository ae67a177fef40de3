import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { RequireScope } from '../../kernel/auth/access';
import { METRICS_SCOPE } from '../../kernel/auth/scopes';
import { Metrics } from '../../kernel/metrics/metrics';
import { PlatformFailures } from '../platform-failures';

const TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** They tell of all tenants' work, though of none by name: a monitoring system gets a key of this scope alone. */
@ApiTags('platform')
@RequireScope(METRICS_SCOPE)
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', TYPE)
  @ApiOperation({
    summary: 'What this process and the queue are doing, for Prometheus',
    description: `Needs the scope \`${METRICS_SCOPE}\`. Metrics of the queue are the same from every process.`,
    operationId: 'metrics',
  })
  @ApiProduces(TYPE)
  @ApiOkResponse({
    description: 'The metrics, in the Prometheus text format.',
    content: { [TYPE]: { schema: { type: 'string' }, example: 'http_requests_in_flight 3\n' } },
  })
  @PlatformFailures(401, 403, 429)
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
