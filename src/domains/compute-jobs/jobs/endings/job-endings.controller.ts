import { Controller, Delete, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ComputeFailures } from '../../compute-failures';
import { ComputeAcknowledgementDto, acknowledge } from '../../requests/acknowledgement.dto';
import { ActsOnJob, JOB_ID } from '../job-documents';
import { JobEndings } from './job-endings.service';

@ApiTags('compute')
@Controller('v1/customer/jobs')
export class JobEndingsController {
  constructor(private readonly service: JobEndings) {}

  @Post(':id/abort')
  @ActsOnJob({
    summary: 'Abort a job',
    description: 'A running job fails, and the message is `aborted`; a new or waiting one is deleted: `deleted`.',
    operationId: 'abortComputeJob',
  })
  async abort(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    return acknowledge(request.id, await this.service.abort(caller, id));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Delete a job',
    description: 'It is shown no more, and its files go. A running job has to be aborted first.',
    operationId: 'deleteComputeJob',
  })
  @ApiParam(JOB_ID)
  @ApiOkResponse({ description: 'It is gone.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503)
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.delete(caller, id);
    return acknowledge(request.id, 'deleted');
  }
}
