import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputeDataSourceDto } from './data-source.dto';
import type { InputFile } from './input-source';

const BYTES = { description: 'Bytes, as text.', example: '7' };

export class TestComputeDataSourceDto {
  @ApiProperty({
    description: 'A data source as a job has it; not a `file`, which is put later.',
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bypass' },
  })
  dataSource: ComputeDataSourceDto;

  @ApiPropertyOptional({ description: 'Whether the files are listed.', example: true, default: false })
  listFiles?: boolean;
}

export class ComputeSourceFileDto {
  @ApiProperty({ description: 'What tells it from others.', example: 'bypass.txt' })
  id: string;

  @ApiProperty({ description: 'Name that it gets.', example: 'bypass.txt' })
  name: string;

  @ApiProperty({ description: 'Where it is within the source.', example: 'bypass.txt' })
  path: string;

  @ApiProperty(BYTES)
  size: string;
}

export class ComputeSourceFolderDto {
  @ApiProperty({ description: 'Name of the folder.', example: '/' })
  name: string;

  @ApiProperty({ description: 'Where it is within the source.', example: '/' })
  path: string;

  @ApiProperty({
    description: 'Folders below; none for the sources that there are.',
    type: 'array',
    items: { type: 'object' },
    example: [],
  })
  directories: object[];

  @ApiProperty({ description: 'The files in it.', type: [ComputeSourceFileDto] })
  files: ComputeSourceFileDto[];
}

export class TestedComputeDataSourceDto {
  @ApiProperty({ description: 'Name that the input gets.', example: 'bypass.txt' })
  filename: string;

  @ApiProperty({ description: 'Where it is within the source.', example: 'bypass.txt' })
  path: string;

  @ApiProperty(BYTES)
  size: string;

  @ApiProperty({
    description: 'What else is known; nothing for the sources that there are.',
    type: 'object',
    additionalProperties: true,
    example: {},
  })
  properties: object;

  @ApiPropertyOptional({ description: 'All that is there, if asked for.', type: ComputeSourceFolderDto })
  files?: ComputeSourceFolderDto;
}

export function showTested({ name, path, size }: InputFile, listFiles: boolean): TestedComputeDataSourceDto {
  const file = { id: path, name, path, size: String(size) };
  return {
    filename: name,
    path,
    size: file.size,
    properties: {},
    files: listFiles ? { name: '/', path: '/', directories: [], files: [file] } : undefined,
  };
}
