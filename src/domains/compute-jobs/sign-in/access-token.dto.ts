import { ApiProperty } from '@nestjs/swagger';

export class ComputeAccessTokenRequestDto {
  @ApiProperty({ description: 'An API key.', example: 'sk_UGxlYXNlIGRvIG5vdCB1c2UgdGhpcyBrZXkgYW55d2hlcmU' })
  apiKey: string;
}

export class ComputeAccessTokenDto {
  @ApiProperty({
    description: 'A JWT, to be sent as `Authorization: <token>` or `Authorization: Bearer <token>`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  token: string;

  @ApiProperty({ description: 'Seconds until the token ends, as text.', example: '3600' })
  expiresIn: string;

  @ApiProperty({ description: 'Scopes of the token, joined by blanks.', example: 'compute:read compute:write' })
  scope: string;
}
