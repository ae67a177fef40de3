import { ApiProperty } from '@nestjs/swagger';
import type { User } from './user';

export class PipelineUserDto implements User {
  @ApiProperty({
    description: 'Id of the API key; for other tokens one that belongs to their issuer and subject.',
    example: '0198c29f-0000-7000-8000-000000000001',
    format: 'uuid',
  })
  user_id: string;

  @ApiProperty({ description: 'Name of the API key.', example: 'bootstrap', nullable: true, type: String })
  given_name: string | null;

  @ApiProperty({ description: 'Always null: keys have no second name.', example: null, nullable: true, type: String })
  family_name: string | null;
}
