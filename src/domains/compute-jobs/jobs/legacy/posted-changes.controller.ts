import { Body, Controller, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import {
  ChangeComputeConfigDto,
  ChangeComputeDataSourceDto,
  ChangeComputeParamsDto,
  RenameComputeJobDto,
} from '../changes/change-job.dto';
import { JobChanges } from '../changes/job-changes.service';
import { ChangesJobByPost } from '../job-documents';
import type { ComputeJobResponseDto } from '../job.dto';

/** The changes of a job by POST, as clients of 2023 send them. */
@ApiTags('compute')
@Controller('v1/customer/jobs')
export class PostedChangesController {
  constructor(private readonly service: JobChanges) {}

  @Post(':id/datasource')
  @ChangesJobByPost({
    summary: 'Old form: change where the input of a job is and its output goes',
    operationId: 'changeComputeDataSourcesByPost',
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

  @Post(':id/params')
  @ChangesJobByPost({
    summary: 'Old form: change what the programs of a job are given',
    operationId: 'changeComputeParamsByPost',
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

  @Post(':id/jobname')
  @ChangesJobByPost({
    summary: 'Old form: rename a job',
    operationId: 'renameComputeJobByPost',
    body: RenameComputeJobDto,
    deprecated: true,
  })
  rename(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.rename(caller, id, body, request);
  }

  @Post(':id/configs')
  @ChangesJobByPost({
    summary: 'Old form: change how a job is run',
    operationId: 'changeComputeConfigByPost',
    body: ChangeComputeConfigDto,
    deprecated: true,
  })
  changeConfig(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.changeConfig(caller, id, body, request);
  }

  @Post(':id/uploadcompleted')
  @ChangesJobByPost({
    summary: 'Old form: say that the input of a job is uploaded',
    operationId: 'completeComputeUploadByPost',
    deprecated: true,
  })
  completeUpload(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.completeUpload(caller, id, request);
  }
}
