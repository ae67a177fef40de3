import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../kernel/auth/access';
import { ProductionFailures } from '../production-failures';

export class ProductionHealthDto {
  @ApiProperty({ description: 'Always `ok`.', example: 'ok' })
  status: 'ok';
}

@ApiTags('production')
@Public()
@Controller('api/health')
export class ProductionHealthController {
  @Get()
  @ApiOperation({
    summary: 'Does the API answer?',
    description: 'Needs no credential. `/health/ready` tells whether the database and the engine are there too.',
    operationId: 'getProductionHealth',
  })
  @ApiOkResponse({ type: ProductionHealthDto })
  @ProductionFailures(429)
  health(): ProductionHealthDto {
    return { status: 'ok' };
  }
}
