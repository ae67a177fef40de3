import { ApiParam } from '@nestjs/swagger';
import { DEFAULT_WORKSPACE_ID } from './default-ids';

/** Documents the path parameter of the routes below a workspace; its example is the one of tenant `default`. */
export function WorkspaceIdParameter(): MethodDecorator & ClassDecorator {
  return ApiParam({
    name: 'workspace_id',
    description: 'Id of the workspace.',
    schema: { type: 'string', format: 'uuid', example: DEFAULT_WORKSPACE_ID },
  });
}
