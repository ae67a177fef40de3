import { ApiParam } from '@nestjs/swagger';

/** For the OpenAPI documents: the unit in a URL. */
export const SERIAL_ID = ApiParam({ name: 'id', description: 'Serial number.', example: 'SN-00001' });

/** For the OpenAPI documents: the step in a URL. */
export const STEP_ID = ApiParam({ name: 'stepId', description: 'Id of a step.', example: 'step_V1StGXR8_Z5j' });
