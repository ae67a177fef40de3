import { Readable } from 'node:stream';
import { Body, Controller, Param, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { StreamedBody } from '../../../kernel/http/body.interceptor';
import { ComputeFailures } from '../compute-failures';
import { UploadsService } from './uploads.service';

@ApiTags('compute')
@Public()
@Controller('v1/customer/uploads')
export class UploadsController {
  constructor(private readonly service: UploadsService) {}

  @Put(':token')
  @StreamedBody()
  @ApiOperation({
    summary: 'Upload the input of a job',
    description:
      'The `tempUrl` of a new job whose data source is `file`. The body is the file itself, whatever its Content-Type. ' +
      'Putting again replaces it. Tell `uploadcompleted` afterwards.',
    operationId: 'uploadComputeInput',
  })
  @ApiParam({
    name: 'token',
    description: 'What the link is for, signed by the server.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  @ApiHeader({
    name: 'Content-Disposition',
    description: 'Names the file, where the data source does not; `data.bin` otherwise.',
    required: false,
    schema: { type: 'string', example: 'attachment; filename="input.txt"' },
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ description: 'The file is stored; there is no body.' })
  @ComputeFailures(400, 403, 404, 406, 409, 413, 500, 503)
  put(@Param('token') token: string, @Req() { headers }: FastifyRequest, @Body() body: Readable): Promise<void> {
    return this.service.put(token, headers, body);
  }
}
