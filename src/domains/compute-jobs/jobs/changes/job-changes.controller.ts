import { Body, Controller, Param, Patch, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ChangesJob } from '../job-documents';
import type { ComputeJobResponseDto } from '../job.dto';
import {
  ChangeComputeConfigDto,
  ChangeComputeDataSourceDto,
  ChangeComputeParamsDto,
  RenameComputeJobDto,
} from './change-job.dto';
import { JobChanges } from './job-changes.service';

@ApiTags('compute')
@Controller('v1/customer/jobs')
export class JobChangesController {
  constructor(private readonly service: JobChanges) {}

  @Patch(':id/datasource')
  @ChangesJob({
    summary: 'Change where the input of a job is and its output goes',
    description:
      'What is sent replaces what the job has, over the defaults of its template. Only while the job is new.',
    operationId: 'changeComputeDataSources',
    body: ChangeComputeDataSourceDto,
  })
  changeDataSources(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeDataSources(caller, id, body, request);
  }

  @Patch(':id/params')
  @ChangesJob({
    summary: 'Change what the programs of a job are given',
    description:
      'Each member that is sent replaces that of the job, over the defaults of its template. Only while the job is new.',
    operationId: 'changeComputeParams',
    body: ChangeComputeParamsDto,
  })
  changeParams(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeParams(caller, id, body, request);
  }

  @Patch(':id/jobname')
  @ChangesJob({
    summary: 'Rename a job',
    description: 'Only while the job is new.',
    operationId: 'renameComputeJob',
    body: RenameComputeJobDto,
  })
  rename(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.rename(caller, id, body, request);
  }

  @Patch(':id/configs')
  @ChangesJob({
    summary: 'Change how a job is run',
    description:
      'What is sent is merged over what the job has; a timeout of 0 asks for the default. Only while the job is new.',
    operationId: 'changeComputeConfig',
    body: ChangeComputeConfigDto,
  })
  changeConfig(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeConfig(caller, id, body, request);
  }

  @Patch(':id/uploadcompleted')
  @ChangesJob({
    summary: 'Say that the input of a job is uploaded',
    description: 'Once a file was put to `tempUrl`. A further one needs this call again.',
    operationId: 'completeComputeUpload',
  })
  completeUpload(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.completeUpload(caller, id, request);
  }
}
