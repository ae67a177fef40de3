import { ApiProperty } from '@nestjs/swagger';

/** Answered where nothing is left to show. */
export class SuccessDto {
  @ApiProperty({ description: 'Always true; failures have another status.', example: true })
  success: true;
}
