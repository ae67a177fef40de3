import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ProductionFailures } from '../production-failures';
import { CreateProductionJobDto } from './create-job.dto';
import { ProductionJobDto } from './job.dto';
import { JobsService } from './jobs.service';

@ApiTags('production')
@Controller('api/jobs')
export class JobsController {
  constructor(private readonly service: JobsService) {}

  @Post()
  @ApiOperation({
    summary: 'Create a production job',
    description: 'Makes an order for a number of units. Routes and serial numbers are made afterwards.',
    operationId: 'createProductionJob',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiCreatedResponse({
    type: ProductionJobDto,
    headers: { Location: { description: 'Path of the job.', schema: { type: 'string' } } },
  })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateProductionJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductionJobDto> {
    const job = await this.service.create(caller, dto);
    void reply.header('location', `/api/jobs/${job.id}`);
    return job;
  }
}
