import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { version } from '../../../../package.json';
import { ComputeFailures } from '../compute-failures';
import { ComputeServerInfoDto } from './server-info.dto';

@ApiTags('compute')
@Controller('v1/auth/info')
export class ServerInfoController {
  @Get()
  @ApiOperation({ summary: 'See which server it is', operationId: 'readComputeServerInfo' })
  @ApiOkResponse({ type: ComputeServerInfoDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  read(): ComputeServerInfoDto {
    return { version, messages: [] };
  }
}
