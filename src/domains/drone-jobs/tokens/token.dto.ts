import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { required, string } from '../drone-rules';

export class DroneTokenRequestDto {
  @ApiProperty({ description: 'Always `client_credentials`.', example: 'client_credentials' })
  @Rules(required(string()))
  grant_type: string;

  @ApiProperty({ description: 'Id of an API key.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' })
  @Rules(required(string()))
  client_id: string;

  @ApiProperty({ description: 'That API key.', example: 'sk_UGxlYXNlIGRvIG5vdCB1c2UgdGhpcyBrZXkgYW55d2hlcmU' })
  @Rules(required(string()))
  client_secret: string;
}

export class DroneTokenDto {
  @ApiProperty({
    description: 'A JWT, to be sent as `Authorization: Bearer <token>`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  access_token: string;

  @ApiProperty({ description: 'Always `Bearer`.', example: 'Bearer' })
  token_type: string;

  @ApiProperty({ description: 'Seconds until the token ends.', example: 3600, type: 'integer' })
  expires_in: number;
}
