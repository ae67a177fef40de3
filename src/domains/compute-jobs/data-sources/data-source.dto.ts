import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PARAMS_TYPES } from './data-source';
import type { DataSource } from './data-source';

export class ComputeDataSourceParamsDto {
  @ApiPropertyOptional({
    name: '@type',
    description: 'The protobuf message that the params are; follows from the descriptor.',
    example: PARAMS_TYPES.url,
  })
  '@type'?: string;

  @ApiPropertyOptional({
    description: '`url`: where the input is fetched, by https.',
    example: 'https://example.com/input.txt',
    maxLength: 2048,
  })
  url?: string;

  @ApiPropertyOptional({
    description: '`url`, `file`: name that the input gets.',
    example: 'input.txt',
    maxLength: 255,
  })
  name?: string;

  @ApiPropertyOptional({ description: '`url`: user of HTTP Basic.', example: 'ada', maxLength: 1024 })
  username?: string;

  @ApiPropertyOptional({
    description: '`url`: password of HTTP Basic; kept encrypted and never shown.',
    example: 'correct horse battery staple',
    maxLength: 1024,
    writeOnly: true,
  })
  password?: string;

  @ApiPropertyOptional({
    description: '`file`: where the input is to be PUT while the job is new, without a credential.',
    example: 'http://127.0.0.1:3000/v1/customer/uploads/eyJhbGciOiJIUzI1NiJ9.e30.x',
    readOnly: true,
  })
  tempUrl?: string;
}

export class ComputeDataSourceDto {
  @ApiProperty({
    description:
      'What kind of place it is: `bypass` (nothing), `url` and `file` for input, `bucket` (kept for 48 h) for output.',
    example: 'bypass',
  })
  dataSourceDescriptor: string;

  @ApiPropertyOptional({ description: 'What the kind needs.', type: ComputeDataSourceParamsDto })
  params?: ComputeDataSourceParamsDto;
}

/** @param tempUrl where the file is to be uploaded, if it still may be */
export function showDataSource({ descriptor, params }: DataSource, tempUrl?: string): ComputeDataSourceDto {
  const type = PARAMS_TYPES[descriptor];
  if (!type) return { dataSourceDescriptor: descriptor };
  const { url, name, username } = params ?? {};
  return { dataSourceDescriptor: descriptor, params: { '@type': type, url, name, username, tempUrl } };
}
