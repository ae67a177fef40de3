import { Body, Controller, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { acknowledge } from '../../requests/acknowledgement.dto';
import type { ComputeAcknowledgementDto } from '../../requests/acknowledgement.dto';
import { ActsOnJob } from '../job-documents';
import { JobReruns } from './job-reruns.service';
import { JobRuns } from './job-runs.service';
import { RunComputeJobDto } from './run-job.dto';

@ApiTags('compute')
@Controller('v1/customer/jobs')
export class JobRunsController {
  constructor(
    private readonly runs: JobRuns,
    private readonly reruns: JobReruns,
  ) {}

  @Post(':id/run')
  @ActsOnJob({
    summary: 'Run a job',
    description:
      'Starts a new job, or has it wait for its `startAt`. A config is merged over that of the job. What its tags mean ' +
      'is fixed now. Of several calls at once exactly one is accepted.',
    operationId: 'runComputeJob',
    body: RunComputeJobDto,
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

  @Post(':id/rerun')
  @ActsOnJob({
    summary: 'Run a failed job again',
    description: 'Tasks that have completed are kept; the others start anew, with all their retries.',
    operationId: 'rerunComputeJob',
  })
  async rerun(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.reruns.rerun(caller, id);
    return acknowledge(request.id);
  }
}
