import { ApiParam } from '@nestjs/swagger';

/** Documents the path parameter of the routes below a workspace that is named. */
export function WorkspaceName(): MethodDecorator & ClassDecorator {
  return ApiParam({ name: 'workspace', description: 'Name of the workspace.', example: 'default' });
}

/** Documents the path parameter of the routes of one pipeline. */
export function PipelineName(): MethodDecorator & ClassDecorator {
  return ApiParam({ name: 'name', description: 'Name of the pipeline.', example: 'builtin' });
}
