import { ApiProperty } from '@nestjs/swagger';

export class ComputeEstimationDto {
  @ApiProperty({
    description: "Mean of what complete jobs of the job's template cost; 0 before there is one.",
    example: 0.00034292,
  })
  totalEstimation: number;
}

export class ComputeEstimationResponseDto {
  @ApiProperty({ description: 'What the job will cost.', type: ComputeEstimationDto })
  estimation: ComputeEstimationDto;
}
