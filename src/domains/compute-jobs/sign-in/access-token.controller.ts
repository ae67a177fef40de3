import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../kernel/auth/access';
import { ComputeFailures } from '../compute-failures';
import { ComputeAccessTokenDto, ComputeAccessTokenRequestDto } from './access-token.dto';
import { AccessTokenService } from './access-token.service';

@ApiTags('compute')
@Public()
@Controller('v1/auth/access_token')
export class AccessTokenController {
  constructor(private readonly service: AccessTokenService) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Buy a token with an API key',
    description: 'The token lives 3600 s and ends with its key.',
    operationId: 'createComputeAccessToken',
  })
  @ApiBody({ type: ComputeAccessTokenRequestDto })
  @ApiOkResponse({ description: 'The token.', type: ComputeAccessTokenDto })
  @ComputeFailures(400, 401, 406, 413, 415, 500, 503)
  issue(@Body() body: unknown): Promise<ComputeAccessTokenDto> {
    return this.service.issue(body);
  }
}
