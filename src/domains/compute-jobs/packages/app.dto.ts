import { ApiProperty } from '@nestjs/swagger';
import { ComputePaginationDto } from '../lists/pagination.dto';
import { ComputePackageDto, showPackage } from './package.dto';
import { tagOf } from './package.entity';
import type { PackageStatus, PackageSummary } from './package.entity';

export class ComputeAppDto extends ComputePackageDto {
  @ApiProperty({ description: 'How often this name and version was pushed, as text.', example: '3' })
  revision: string;
}

export class ComputeAppResponseDto {
  @ApiProperty({ description: 'The app.', type: ComputeAppDto })
  app: ComputeAppDto;
}

export class ComputeAppListDto {
  @ApiProperty({ description: 'The apps.', type: [ComputeAppDto] })
  apps: ComputeAppDto[];

  @ApiProperty({ description: 'Which part of the list it is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;
}

export class ComputeAppStatusDto {
  @ApiProperty({ description: 'Id.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  appId: string;

  @ApiProperty({ description: 'Name and full version.', example: 'hello-world@0.1' })
  appTag: string;

  @ApiProperty({ description: 'Status.', example: 'active', enum: ['inactive', 'active'] })
  appStatus: PackageStatus;
}

export class ComputeAppDownloadDto extends ComputeAppStatusDto {
  @ApiProperty({ description: 'Base64 of the bytes that were pushed.', example: 'H4sIAAAAAAAAAw==', format: 'byte' })
  appData: string;

  @ApiProperty({
    description: 'Where the same bytes are fetched for a while, without a credential.',
    example: 'http://127.0.0.1:3000/v1/customer/files/eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  appLink: string;
}

/** @param link to its archive */
export function showApp(found: PackageSummary, link: string): ComputeAppDto {
  return { ...showPackage(found, link), revision: String(found.revision) };
}

export function showAppStatus(found: PackageSummary): ComputeAppStatusDto {
  return { appId: found.id, appTag: tagOf(found), appStatus: found.status };
}
