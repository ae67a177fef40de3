import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { CreateShopUserDto, ShopUserDto, UpdateShopUserDto } from './user.dto';
import { UsersService } from './users.service';

@ApiTags('production')
@Controller('api/users')
export class UsersController {
  constructor(private readonly service: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'List the active users', operationId: 'listShopUsers' })
  @PagedList(ShopUserDto)
  @ProductionFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<ShopUserDto>> {
    return this.service.list(caller, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a user',
    description: 'Somebody in the shop whom steps can be assigned to; users sign in nowhere.',
    operationId: 'createShopUser',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: ShopUserDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateShopUserDto): Promise<ShopUserDto> {
    return this.service.create(caller, dto);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a user',
    description: 'What is left out stays as it is.',
    operationId: 'updateShopUser',
  })
  @ApiBody({ type: UpdateShopUserDto })
  @ApiOkResponse({ type: ShopUserDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<ShopUserDto> {
    return this.service.update(caller, id, body);
  }
}
