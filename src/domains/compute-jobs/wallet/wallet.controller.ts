import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ApiListQuery } from '../lists/pagination.dto';
import { ComputeBalanceDto, ComputeTransactionListDto, FilterComputeTransactionsDto } from './wallet.dto';
import { WalletService } from './wallet.service';

@ApiTags('compute')
@Controller('v1')
export class WalletController {
  constructor(private readonly service: WalletService) {}

  @Get('wallet/balance')
  @ApiOperation({
    summary: 'See what is due',
    description: 'The sum over all jobs that have ended, deleted ones included.',
    operationId: 'readComputeBalance',
  })
  @ApiOkResponse({ type: ComputeBalanceDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  balance(@CurrentCaller() caller: Caller): Promise<ComputeBalanceDto> {
    return this.service.balance(caller.tenantId);
  }

  @Get('customer/wallet/balance')
  @ApiOperation({
    summary: 'See what is due, by the older address',
    description: 'Equals `/v1/wallet/balance`.',
    operationId: 'readComputeBalanceOfCustomer',
    deprecated: true,
  })
  @ApiOkResponse({ type: ComputeBalanceDto })
  @ComputeFailures(401, 403, 406, 429, 500, 503)
  balanceOfCustomer(@CurrentCaller() caller: Caller): Promise<ComputeBalanceDto> {
    return this.service.balance(caller.tenantId);
  }

  @Get('wallet/transactions')
  @ApiOperation({
    summary: 'List what jobs have used',
    description: 'One transaction for each job that has ended and used anything, the latest first.',
    operationId: 'listComputeTransactions',
  })
  @ApiListQuery()
  @ApiOkResponse({ type: ComputeTransactionListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query() query: object): Promise<ComputeTransactionListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Post('wallet/transactions/filter')
  @HttpCode(200)
  @Access('read')
  @ApiOperation({
    summary: 'Find what jobs have used',
    description: 'Those transactions for which all conditions hold.',
    operationId: 'filterComputeTransactions',
  })
  @ApiBody({ type: FilterComputeTransactionsDto })
  @ApiOkResponse({ type: ComputeTransactionListDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  filter(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<ComputeTransactionListDto> {
    return this.service.filter(caller.tenantId, body);
  }
}
