import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { NOT_READY_CODES } from '../connectors/connector';
import { PipelineFailureDto, PipelineValidationFailureDto } from '../pipeline-failures';
import { CONFIG_CODES } from './config-problems';
import type { ConfigProblem } from './config-problems';

class ConfigProblemDto implements ConfigProblem {
  @ApiProperty({ description: 'Kind of the problem.', example: 'MISSING_FIELD', enum: [...CONFIG_CODES, ...NOT_READY_CODES] })
  code: ConfigProblem['code'];

  @ApiProperty({ description: 'The problem in words.', example: 'This field is required' })
  message: string;

  @ApiProperty({ description: 'Warnings alone refuse nothing.', example: 'ERROR', enum: ['ERROR', 'WARNING'] })
  category: ConfigProblem['category'];

  @ApiProperty({ description: 'Where it is (RFC 6901); empty for the whole text.', example: '/url' })
  json_pointer: string;
}

class ConfigFailureDto {
  @ApiProperty({ description: 'Everything that is wrong with the config.', type: [ConfigProblemDto] })
  details: ConfigProblemDto[];
}

const MEANINGS = {
  400: 'The name or the config is not valid.',
  422: 'The request is not valid, the text is no YAML, or the connector is not ready.',
};

const SCHEMAS = { 400: PipelineFailureDto, 422: PipelineValidationFailureDto };

const EXAMPLES: Record<400 | 422, ConfigProblem> = {
  400: { code: 'MISSING_FIELD', message: 'This field is required', category: 'ERROR', json_pointer: '/url' },
  422: { code: 'YAML_ERROR', message: 'The text is not a mapping', category: 'ERROR', json_pointer: '' },
};

/** Documents failures that are told as `details`, besides those of every other route. */
export function ConfigFailures(...statuses: (400 | 422)[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ConfigFailureDto, ...Object.values(SCHEMAS)),
    ...statuses.map((status) => {
      const oneOf = [ConfigFailureDto, SCHEMAS[status]].map((type) => ({ $ref: getSchemaPath(type) }));
      const content = { 'application/json': { schema: { oneOf }, example: { details: [EXAMPLES[status]] } } };
      return ApiResponse({ status, description: MEANINGS[status], content });
    }),
  );
}
