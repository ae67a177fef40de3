import { Body, Controller, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { acknowledge } from '../../requests/acknowledgement.dto';
import type { ComputeAcknowledgementDto } from '../../requests/acknowledgement.dto';
import { JobEndings } from '../endings/job-endings.service';
import { ActsOnJob } from '../job-documents';
import { JobRuns } from '../runs/job-runs.service';
import { RunComputeJobDto } from '../runs/run-job.dto';

/** What is done with a job, with its id at the end of the path, as clients of 2023 send it. */
@ApiTags('compute')
@Controller('v1/customer/jobs')
export class OldActionsController {
  constructor(
    private readonly runs: JobRuns,
    private readonly endings: JobEndings,
  ) {}

  @Post('run/:id')
  @ActsOnJob({
    summary: 'Old form: run a job',
    operationId: 'runComputeJobAtOldPath',
    body: RunComputeJobDto,
    deprecated: true,
  })
  async run(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.runs.run(caller, id, body);
    return acknowledge(request.id);
  }

  @Post('abort/:id')
  @ActsOnJob({ summary: 'Old form: abort a job', operationId: 'abortComputeJobAtOldPath', deprecated: true })
  async abort(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    return acknowledge(request.id, await this.endings.abort(caller, id));
  }
}
