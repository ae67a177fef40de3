import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { DroneFailures } from '../drone-failures';
import { showPage } from '../map/page-files';
import { notFound } from '../refusals';
import { LiveShares } from './live-shares';

@ApiTags('drone')
@Public()
@Controller('v3/share')
export class SharePageController {
  constructor(private readonly shares: LiveShares) {}

  @Get(':shareCode')
  @ApiOperation({
    summary: 'Watch what was shared with you',
    description: 'A page that shows the shared device live; it needs no credential but the code.',
    operationId: 'openSharePage',
  })
  @ApiParam({ name: 'shareCode', description: 'What the link ends with.', example: 'q3VYl0cT9mXbA7RkZ2uWdN' })
  @ApiOkResponse({
    description: 'The page.',
    content: { 'text/html': { schema: { type: 'string' }, example: '<!doctype html>' } },
  })
  @DroneFailures(404, 415, 429, 500, 503)
  async open(@Param('shareCode') code: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!(await this.shares.find(code))) throw notFound('Share');
    return showPage('share.html', reply);
  }
}
