import { ApiProperty } from '@nestjs/swagger';

export class ComputeUserDto {
  @ApiProperty({
    description: 'Id of the account: what jobs, apps and keys show as owner or user.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
    format: 'uuid',
  })
  id: string;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'Name of the credential that you came with.', example: 'laptop' })
  displayName: string;

  @ApiProperty({
    description: '`admin` may see and revoke all API keys of the account.',
    example: 'user',
    enum: ['admin', 'user'],
  })
  role: string;

  @ApiProperty({ description: 'Name of the account.', example: 'default' })
  userName: string;
}

export class ComputeUserResponseDto {
  @ApiProperty({ description: 'Who you are.', type: ComputeUserDto })
  user: ComputeUserDto;
}
