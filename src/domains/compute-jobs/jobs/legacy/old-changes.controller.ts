import { Body, Controller, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ChangeComputeDataSourceDto, ChangeComputeParamsDto } from '../changes/change-job.dto';
import { JobChanges } from '../changes/job-changes.service';
import { ChangesJob, ChangesJobByPost } from '../job-documents';
import type { ComputeJobResponseDto } from '../job.dto';

/** The changes of a job with its id at the end of the path, as clients of 2023 send them. */
@ApiTags('compute')
@Controller('v1/customer/jobs')
export class OldChangesController {
  constructor(private readonly service: JobChanges) {}

  @Patch('datasource/:id')
  @ChangesJob({
    summary: 'Old form: change where the input of a job is and its output goes',
    operationId: 'changeComputeDataSourcesAtOldPath',
    body: ChangeComputeDataSourceDto,
    deprecated: true,
  })
  changeDataSources(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeDataSources(caller, id, body, request);
  }

  @Post('datasource/:id')
  @ChangesJobByPost({
    summary: 'Old form: change where the input of a job is and its output goes',
    operationId: 'changeComputeDataSourcesAtOldPathByPost',
    body: ChangeComputeDataSourceDto,
    deprecated: true,
  })
  changeDataSourcesByPost(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeDataSources(caller, id, body, request);
  }

  @Patch('params/:id')
  @ChangesJob({
    summary: 'Old form: change what the programs of a job are given',
    operationId: 'changeComputeParamsAtOldPath',
    body: ChangeComputeParamsDto,
    deprecated: true,
  })
  changeParams(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeParams(caller, id, body, request);
  }

  @Post('params/:id')
  @ChangesJobByPost({
    summary: 'Old form: change what the programs of a job are given',
    operationId: 'changeComputeParamsAtOldPathByPost',
    body: ChangeComputeParamsDto,
    deprecated: true,
  })
  changeParamsByPost(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeParams(caller, id, body, request);
  }

  @Patch('uploadcompleted/:id')
  @ChangesJob({
    summary: 'Old form: say that the input of a job is uploaded',
    operationId: 'completeComputeUploadAtOldPath',
    deprecated: true,
  })
  completeUpload(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.completeUpload(caller, id, request);
  }

  @Post('uploadcompleted/:id')
  @ChangesJobByPost({
    summary: 'Old form: say that the input of a job is uploaded',
    operationId: 'completeComputeUploadAtOldPathByPost',
    deprecated: true,
  })
  completeUploadByPost(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.completeUpload(caller, id, request);
  }
}
