import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { Failure } from '../../../kernel/errors/failure';
import { DroneFailures } from '../drone-failures';
import { pageFile, pageHeaders, showPage } from './page-files';

@ApiTags('drone')
@Public()
@Controller('v3/map')
export class MapController {
  @Get()
  @ApiOperation({
    summary: 'Watch the fleet on a map',
    description:
      'A page for people: it asks for an API key with `drone:read`, keeps it in its tab, and shows devices, flights and ' +
      'geofences live on a plain grid. Nothing of it comes from another server.',
    operationId: 'openMap',
  })
  @ApiOkResponse({
    description: 'The page.',
    content: { 'text/html': { schema: { type: 'string' }, example: '<!doctype html>' } },
  })
  @DroneFailures(415, 429, 500, 503)
  open(@Res({ passthrough: true }) reply: FastifyReply): string {
    return showPage('map.html', reply);
  }

  @Get(':file')
  @ApiExcludeEndpoint()
  file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    const file = pageFile(name);
    if (!file) throw new Failure('route-not-found');
    void reply.headers(pageHeaders(file.type));
    return file.text;
  }
}
