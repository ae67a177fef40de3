import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../kernel/auth/access';
import { PlatformFailures, ProblemDto } from '../platform-failures';
import { TokenDto, TokenErrorDto, TokenRequestDto } from './tokens.dto';
import { TokensService } from './tokens.service';

@ApiTags('platform')
@Public()
@Controller('platform/v1/auth')
export class TokensController {
  constructor(private readonly service: TokensService) {}

  @Post('token')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Buy a token with an API key',
    description: 'OAuth 2.0 client credentials (RFC 6749, 4.4). The token lives 3600 s and ends with its key.',
    operationId: 'createToken',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequestDto })
  @ApiOkResponse({ type: TokenDto })
  @ApiExtraModels(TokenErrorDto, ProblemDto)
  @ApiBadRequestResponse({
    description: 'The request is not valid, or no JSON.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(TokenErrorDto) } },
      'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } },
    },
  })
  @ApiUnauthorizedResponse({ type: TokenErrorDto })
  @PlatformFailures(413, 415)
  async create(
    @Body() request: TokenRequestDto,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenDto | TokenErrorDto> {
    const { status, body } = await this.service.grant(request, authorization);
    void reply.status(status).header('cache-control', 'no-store');
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    return body;
  }
}
