import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { ComputeResultListDto } from './results.dto';
import { ResultsService } from './results.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/:id/results')
export class ResultsController {
  constructor(private readonly service: ResultsService) {}

  @Get()
  @ApiOperation({
    summary: 'List the results of a compute job',
    description: 'Empty until the job is COMPLETE, when it has FAILED, and when the files have expired (48 h).',
    operationId: 'listComputeResults',
  })
  @ApiParam({ name: 'id', description: 'Id of the job.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' })
  @ApiOkResponse({ type: ComputeResultListDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeResultListDto> {
    return { results: await this.service.list(caller.tenantId, id, request) };
  }
}
