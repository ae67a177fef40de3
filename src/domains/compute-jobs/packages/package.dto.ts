import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PUBLIC_OWNER } from '../public-owner';
import { versionOf } from './package.entity';
import type { PackageStatus, PackageSummary } from './package.entity';

const STATUSES = ['inactive', 'active'] as const;

export class ComputeDeviceRequirementsDto {
  @ApiPropertyOptional({ description: 'Cores that a task asks for; 1 when not set.', example: 2, minimum: 0 })
  minCpu?: number;

  @ApiPropertyOptional({ description: 'GiB of memory that a task asks for; 1 when not set.', example: 4, minimum: 0 })
  minMemory?: number;

  @ApiPropertyOptional({ description: 'Names of graphics processors that will do.', example: ['NVIDIA A100'] })
  gpu?: string[];
}

export class ComputePlatformConfigDto {
  @ApiPropertyOptional({ description: 'Container image that it asks for.', example: 'python:3.12-slim' })
  container?: string;

  @ApiPropertyOptional({ description: 'Whether the image needs a sign-in.', example: false })
  privateImage?: boolean;

  @ApiPropertyOptional({ description: 'User of that sign-in; its token is never shown.', example: 'ada' })
  username?: string;

  @ApiPropertyOptional({ description: 'Ids of the secrets that its programs are given.', example: ['OPENAI'] })
  secrets?: string[];
}

/** What an app and an engine have in common. */
export class ComputePackageDto {
  @ApiProperty({ description: 'Id.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Name, by its manifest.', example: 'hello-world', pattern: '^[A-Za-z0-9_-]{1,64}$' })
  name: string;

  @ApiProperty({ description: 'Version, by its manifest.', example: '0.1', pattern: '^[0-9]+\\.[0-9]+$' })
  version: string;

  @ApiProperty({
    description: 'Account that owns it; all zeros for public ones.',
    example: PUBLIC_OWNER,
    format: 'uuid',
  })
  owner: string;

  @ApiProperty({ description: 'Only active ones run, but in test jobs.', example: 'active', enum: STATUSES })
  status: PackageStatus;

  @ApiPropertyOptional({ description: 'What a task asks for.', type: ComputeDeviceRequirementsDto })
  deviceRequirements?: ComputeDeviceRequirementsDto;

  @ApiProperty({ description: 'Whether every account may use it.', example: true })
  isPublic: boolean;

  @ApiProperty({ description: 'When it was first pushed.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  updatedAt: string;

  @ApiPropertyOptional({ description: 'Platform, by its manifest.', example: 'docker' })
  platform?: string;

  @ApiProperty({
    description: 'Base64 SHA-256 of the pushed archive.',
    example: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
  })
  hash: string;

  @ApiProperty({
    description: 'Where the archive is fetched for a while, without a credential.',
    example: 'http://127.0.0.1:3000/v1/customer/files/eyJhbGciOiJIUzI1NiJ9.e30.x',
  })
  link: string;

  @ApiPropertyOptional({ description: 'How its platform runs it.', type: ComputePlatformConfigDto })
  platformConfig?: ComputePlatformConfigDto;

  @ApiProperty({ description: 'File that is run, below the code folder.', example: 'main.py' })
  entrypoint: string;

  @ApiPropertyOptional({ description: 'What it does, by its manifest.', example: 'Changes the case of a text' })
  description?: string;

  @ApiPropertyOptional({ description: 'Who pushed it last.', example: 'ada' })
  userName?: string;
}

/** @param link to its archive */
export function showPackage(found: PackageSummary, link: string): ComputePackageDto {
  const { platform, description, platform_config: config, device_requirements: device } = found.manifest;
  return {
    id: found.id,
    name: found.name,
    version: versionOf(found),
    owner: found.tenantId,
    status: found.status,
    deviceRequirements: device && { minCpu: device.min_cpu, minMemory: device.min_memory, gpu: device.gpu },
    isPublic: found.tenantId === PUBLIC_OWNER,
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
    platform,
    hash: found.hash,
    link,
    platformConfig: config && {
      container: config.container,
      privateImage: config.private_image,
      username: config.username,
      secrets: config.secrets,
    },
    entrypoint: found.entrypoint,
    description,
    userName: found.userName || undefined,
  };
}
