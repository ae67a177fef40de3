import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { PathDto } from './path.dto';
import { MAX_PATH_IDS, pathIds } from './path-rules';

export class BatchDistributionsDto {
  @ApiProperty({
    description: 'Paths to count the units of; those that there are not are left out of the answer.',
    example: ['path_V1StGXR8_Z5j'],
    type: [String],
    minItems: 1,
    maxItems: MAX_PATH_IDS,
  })
  @Rules(pathIds())
  pathIds: string[];
}

/** Units at a step of a path. */
export class StepDistributionDto {
  @ApiProperty({ description: 'Id of the step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  stepName: string;

  @ApiProperty({ description: 'Index of the step on the path.', example: 0, type: 'integer' })
  stepOrder: number;

  @ApiPropertyOptional({ description: 'Where the step is done.', example: 'Hall 2' })
  location?: string;

  @ApiProperty({ description: 'Units in progress there.', example: 12, type: 'integer' })
  serialCount: number;

  @ApiProperty({ description: 'Units that finished the path, the same in every row.', example: 8, type: 'integer' })
  completedCount: number;

  @ApiProperty({ description: 'Whether no step of the path has more units.', example: true })
  isBottleneck: boolean;
}

export class PathWithDistributionDto extends PathDto {
  @ApiProperty({ description: 'Units by step, in order.', type: [StepDistributionDto] })
  distribution: StepDistributionDto[];
}

export class PathDistributionDto {
  @ApiProperty({ description: 'Units by step, in order.', type: [StepDistributionDto] })
  distribution: StepDistributionDto[];

  @ApiProperty({ description: 'Units that finished the path.', example: 8, type: 'integer' })
  completedCount: number;
}
