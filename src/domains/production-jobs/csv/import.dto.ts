import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { oneOf } from '../production-rules';

const TRUTHS = ['true', 'false'];

export class ImportQueryDto {
  @ApiPropertyOptional({
    description: 'Makes jobs of the good rows when others are refused, instead of none at all.',
    example: 'false',
    enum: TRUTHS,
  })
  @Rules(oneOf(TRUTHS))
  partial?: 'true' | 'false';

  @ApiPropertyOptional({
    description: 'Tells what would become of each row, and makes nothing.',
    example: 'false',
    enum: TRUTHS,
  })
  @Rules(oneOf(TRUTHS))
  dryRun?: 'true' | 'false';
}

class ImportedRowDto {
  @ApiProperty({ description: 'Number of the row; the header is row 1.', example: 2, type: 'integer' })
  row: number;

  @ApiProperty({ description: 'Whether it is a job now, or would be one.', example: true })
  success: boolean;

  @ApiPropertyOptional({ description: 'The job that was made of it.', example: 'job_V1StGXR8_Z5j' })
  jobId?: string;

  @ApiPropertyOptional({ description: 'Why not.', example: 'Row 3: goalQuantity must be greater than 0' })
  error?: string;
}

export class ImportResultDto {
  @ApiProperty({ description: 'Rows that are jobs now; in a dry run, that would be.', example: 1, type: 'integer' })
  created: number;

  @ApiProperty({ description: 'Rows that are refused.', example: 0, type: 'integer' })
  failed: number;

  @ApiProperty({ description: 'Each row, in order.', type: [ImportedRowDto] })
  results: ImportedRowDto[];
}
