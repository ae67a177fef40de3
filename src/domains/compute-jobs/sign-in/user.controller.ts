import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ComputeUserResponseDto } from './user.dto';
import { UsersService } from './users.service';

@ApiTags('compute')
@Controller('v1/auth/user')
export class UserController {
  constructor(private readonly service: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'See who you are', operationId: 'readComputeUser' })
  @ApiOkResponse({ description: 'The account of the credential.', type: ComputeUserResponseDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  async read(@CurrentCaller() caller: Caller): Promise<ComputeUserResponseDto> {
    return { user: await this.service.of(caller) };
  }
}
