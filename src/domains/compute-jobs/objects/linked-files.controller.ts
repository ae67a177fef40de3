import { Controller, Get, Header, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { ComputeFailures } from '../compute-failures';
import { LinkedFiles } from './linked-files.service';

/** Milliseconds that a client may take nothing of a file. */
const STALL_TIMEOUT = 60_000;
const BYTES = { type: 'string', format: 'binary' } as const;

@ApiTags('compute')
@Public()
@Controller('v1/customer/files')
export class LinkedFilesController {
  constructor(private readonly files: LinkedFiles) {}

  @Get(':token')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({
    summary: 'Download a file',
    description:
      'A link of a job, an app or an engine; it needs no credential and expires with the file. HEAD as well.',
    operationId: 'downloadComputeFile',
  })
  @ApiParam({
    name: 'token',
    description: 'What the link is for, signed by the server.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  @ApiHeader({
    name: 'Range',
    description: 'One part of the file, to go on after a break.',
    required: false,
    schema: { type: 'string', example: 'bytes=0-1023' },
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The file, as an attachment.', schema: BYTES })
  @ApiResponse({ status: 206, description: 'The part that was asked for.', schema: BYTES })
  @ComputeFailures(403, 406, 500, 503)
  async download(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { status, headers, content } = await this.files.open(token, request.headers);
    void reply.status(status).headers(headers);
    reply.raw.setTimeout(STALL_TIMEOUT);
    return new StreamableFile(content);
  }
}
