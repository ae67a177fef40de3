import { Body, Controller, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../kernel/auth/access';
import { BodyTypes } from '../../../kernel/http/body.interceptor';
import { DroneFailures } from '../drone-failures';
import { FORM } from '../drone.surface';
import { RATE_LIMIT_HEADERS } from '../headers';
import { TokenRateGuard } from '../rate-limits';
import { ClientKeyGuard } from './client-key.guard';
import { DroneTokenDto, DroneTokenRequestDto } from './token.dto';
import { TokensService } from './tokens.service';

@ApiTags('drone')
@Public()
@Controller('v3/auth')
export class TokensController {
  constructor(private readonly service: TokensService) {}

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @BodyTypes(FORM)
  @UseGuards(TokenRateGuard, ClientKeyGuard)
  @ApiOperation({
    summary: 'Buy a token with an API key',
    description: 'The token lives 3600 s and ends with its key.',
    operationId: 'createDroneToken',
  })
  @ApiHeader({ name: 'x-api-key', description: 'Any living API key.', required: true })
  @ApiConsumes('application/json', FORM)
  @ApiBody({ type: DroneTokenRequestDto })
  @ApiOkResponse({ type: DroneTokenDto, headers: RATE_LIMIT_HEADERS })
  @DroneFailures(400, 401, 403, 413, 415, 429, 500, 503)
  create(@Body() request: DroneTokenRequestDto): Promise<DroneTokenDto> {
    return this.service.grant(request);
  }
}
