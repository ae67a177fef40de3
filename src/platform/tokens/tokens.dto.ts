import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Read as it comes: token requests have errors of their own (RFC 6749, 5.2). */
export class TokenRequestDto {
  @ApiProperty({
    description: 'Always `client_credentials`.',
    example: 'client_credentials',
    enum: ['client_credentials'],
  })
  grant_type: unknown;

  @ApiPropertyOptional({
    description: 'Id of an API key; also as the user of HTTP Basic.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
    type: String,
  })
  client_id: unknown;

  @ApiPropertyOptional({
    description: 'The API key; also as the password of HTTP Basic.',
    example: 'sk_UGxlYXNlIGRvIG5vdCB1c2UgdGhpcyBrZXkgYW55d2hlcmU',
    type: String,
  })
  client_secret: unknown;
}

export class TokenDto {
  @ApiProperty({
    description: 'A JWT, to be sent as `Authorization: Bearer <token>`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  access_token: string;

  @ApiProperty({ description: 'Always `Bearer`.', example: 'Bearer' })
  token_type: string;

  @ApiProperty({ description: 'Seconds until the token ends.', example: 3600 })
  expires_in: number;

  @ApiProperty({ description: 'Scopes of the token, joined by blanks.', example: 'drone:read drone:write' })
  scope: string;
}

export class TokenErrorDto {
  @ApiProperty({ description: 'Error code of RFC 6749.', example: 'invalid_client' })
  error: string;

  @ApiProperty({ description: 'The error in words.', example: 'Invalid client credentials' })
  error_description: string;
}
