import { ApiProperty } from '@nestjs/swagger';

export class ComputeInfoDto {
  @ApiProperty({ description: 'Version of the server.', example: '0.1.0' })
  version: string;

  @ApiProperty({ description: 'News for its users; there are none.', example: [], type: [String] })
  messages: string[];
}
