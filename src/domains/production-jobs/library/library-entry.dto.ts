import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { name } from '../production-rules';

const NAME = { description: 'Name of the process or location, unique among its kind. Trimmed.', example: 'Anodizing' };

export class CreateLibraryEntryDto {
  @ApiProperty({ ...NAME, minLength: 1, maxLength: 500 })
  @Rules(name(500))
  name: string;
}

export class LibraryEntryDto {
  @ApiProperty({
    description: 'Id, made by the server: `plib_` of a process, `lloc_` of a location.',
    example: 'plib_V1StGXR8_Z5j',
    pattern: '^(plib|lloc)_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty(NAME)
  name: string;

  @ApiProperty({ description: 'When the entry was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}
