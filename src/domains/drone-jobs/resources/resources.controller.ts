import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { ResourceListDto } from './resources.dto';
import { ResourcesService } from './resources.service';

@ApiTags('drone')
@Controller('v3/resources')
export class ResourcesController {
  constructor(private readonly service: ResourcesService) {}

  @Get()
  @ApiOperation({ summary: 'List device groups with their devices', operationId: 'listDroneResources' })
  @ApiOkResponse({ type: ResourceListDto })
  @DroneFailures(401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller): Promise<ResourceListDto> {
    return this.service.list(caller.tenantId);
  }
}
