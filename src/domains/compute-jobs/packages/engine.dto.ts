import { ApiProperty } from '@nestjs/swagger';
import { ComputePaginationDto } from '../lists/pagination.dto';
import { ENGINE_TYPES } from './manifest';
import { ComputePackageDto, showPackage } from './package.dto';
import { tagOf } from './package.entity';
import type { PackageStatus, PackageSummary } from './package.entity';

export class ComputeEngineDto extends ComputePackageDto {
  @ApiProperty({ description: 'What it does to data, by its manifest.', example: 'partitioner', enum: ENGINE_TYPES })
  type: string;

  @ApiProperty({ description: 'How often this name and version was pushed.', example: 3, type: 'integer' })
  revision: number;
}

export class ComputeEngineListDto {
  @ApiProperty({ description: 'The engines.', type: [ComputeEngineDto] })
  engines: ComputeEngineDto[];

  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;
}

export class ComputeEngineStatusDto {
  @ApiProperty({ description: 'Id.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  engineId: string;

  @ApiProperty({ description: 'Name and full version.', example: 'split-lines@0.1' })
  engineTag: string;

  @ApiProperty({ description: 'Status.', example: 'active', enum: ['inactive', 'active'] })
  engineStatus: PackageStatus;
}

export class ComputeEngineDownloadDto extends ComputeEngineStatusDto {
  @ApiProperty({ description: 'Base64 of the bytes that were pushed.', example: 'H4sIAAAAAAAAAw==', format: 'byte' })
  engineData: string;

  @ApiProperty({
    description: 'Where the same bytes are fetched for a while, without a credential.',
    example: 'http://127.0.0.1:3000/v1/customer/files/eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  engineLink: string;
}

/** @param link to its archive */
export function showEngine(found: PackageSummary, link: string): ComputeEngineDto {
  return { ...showPackage(found, link), type: found.type!, revision: found.revision };
}

export function showEngineStatus(found: PackageSummary): ComputeEngineStatusDto {
  return { engineId: found.id, engineTag: tagOf(found), engineStatus: found.status };
}
