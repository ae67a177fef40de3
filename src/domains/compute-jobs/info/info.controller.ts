import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { version } from '../../../../package.json';
import { ComputeFailures } from '../compute-failures';
import { ComputeInfoDto } from './info.dto';

@ApiTags('compute')
@Controller('v1/customer/info')
export class InfoController {
  @Get()
  @ApiOperation({ summary: 'See which version serves the jobs', operationId: 'readComputeInfo' })
  @ApiOkResponse({ type: ComputeInfoDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  read(): ComputeInfoDto {
    return { version, messages: [] };
  }
}
