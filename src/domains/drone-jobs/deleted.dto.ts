import { ApiProperty } from '@nestjs/swagger';

export class DeletedDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'What was deleted.', example: 'Mission deleted successfully' })
  message: string;
}
