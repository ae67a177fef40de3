import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { CreateComputeJobDto } from './create-job.dto';
import { ComputeJobResponseDto } from './job.dto';
import { JobsService } from './jobs.service';

@ApiTags('compute')
@Controller('v1/customer/jobs')
export class JobsController {
  constructor(private readonly service: JobsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Create a compute job',
    description: 'Makes a job in state NEW, which may be changed and given its input until it is run.',
    operationId: 'createComputeJob',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: CreateComputeJobDto })
  @ApiOkResponse({ description: 'The new job.', type: ComputeJobResponseDto })
  @ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503)
  create(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.create(caller, body, request);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a compute job', operationId: 'readComputeJob' })
  @ApiParam({ name: 'id', description: 'Id of the job.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' })
  @ApiOkResponse({ description: 'The job.', type: ComputeJobResponseDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  read(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobResponseDto> {
    return this.service.get(caller, id, request);
  }
}
