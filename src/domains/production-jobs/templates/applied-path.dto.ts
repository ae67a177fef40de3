import { ApiProperty } from '@nestjs/swagger';
import { ADVANCEMENT_MODES } from '../paths/path.entity';
import type { AdvancementMode } from '../paths/path.entity';
import { TemplateStepDto } from './template.dto';

class AppliedStepDto extends TemplateStepDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'step_V1StGXR8_Z5j' })
  id: string;
}

/** A path that was made from a template. */
export class AppliedPathDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'path_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'The job whose units take it.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Line A' })
  name: string;

  @ApiProperty({ description: 'Number of units to make on it.', example: 50, type: 'integer' })
  goalQuantity: number;

  @ApiProperty({ description: 'Whether units may bypass steps.', example: 'strict', enum: ADVANCEMENT_MODES })
  advancementMode: AdvancementMode;

  @ApiProperty({ description: 'The steps, in order.', type: [AppliedStepDto] })
  steps: AppliedStepDto[];

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}
