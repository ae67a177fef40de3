import { ApiProperty } from '@nestjs/swagger';

export class ConflictDto {
  @ApiProperty({ description: 'The other job.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  jobId: string;

  @ApiProperty({ description: 'When they come too near.', example: '2024-01-14T15:31:10Z', format: 'date-time' })
  from: string;

  @ApiProperty({ description: 'Until when.', example: '2024-01-14T15:31:16Z', format: 'date-time' })
  to: string;

  @ApiProperty({ description: 'Metres over the ground where they are nearest.', example: 12.5 })
  horizontalMeters: number;

  @ApiProperty({ description: 'Metres of altitude between them there.', example: 4 })
  verticalMeters: number;
}

export class ConflictListDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({
    description: 'Conflicts, the first to come first; at most 1000 jobs are compared.',
    type: [ConflictDto],
  })
  conflicts: ConflictDto[];

  @ApiProperty({ description: 'How many there are.', example: 1, type: 'integer' })
  count: number;
}
