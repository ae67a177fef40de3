import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { codePoints, hasNull, refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';
import { texts, whenGiven } from '../production-rules';

const NAME = { example: 'Rush', minLength: 1, maxLength: 30 };
const COLOR = { description: 'Colour as `#rrggbb`.', example: '#ef4444', pattern: '^#[0-9a-fA-F]{6}$' };

const MAX_JOB_TAGS = 50;
export const DEFAULT_COLOR = '#8b5cf6';

const tagName: Rule = (value, field) => {
  if (typeof value !== 'string' || value.trim() === '') return `${field} is required`;
  if (codePoints(value.trim()) > 30) return 'Tag name must be 30 characters or fewer';
  return hasNull(value) ? `${field} must not contain null characters` : undefined;
};

const color = optional(
  refuseUnless(
    (value) => typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value),
    () => 'Color must be a valid hex color (e.g. #ef4444)',
  ),
);

export class TagDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'tag_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Name; no other tag has it in any case.', example: 'Rush' })
  name: string;

  @ApiProperty(COLOR)
  color: string;

  @ApiProperty({ description: 'When the tag was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the tag last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

export class CreateTagDto {
  @ApiProperty({ description: 'Name, trimmed; no other tag may have it in any case.', ...NAME })
  @Rules(tagName)
  name: string;

  @ApiPropertyOptional({ ...COLOR, default: DEFAULT_COLOR, type: String, nullable: true })
  @Rules(color)
  color?: string | null;
}

export class UpdateTagDto {
  @ApiPropertyOptional({ description: 'Another name, trimmed.', ...NAME })
  @Rules(whenGiven(tagName))
  name?: string;

  @ApiPropertyOptional({ ...COLOR, type: String, nullable: true })
  @Rules(color)
  color?: string | null;
}

export class DeleteTagQueryDto {
  @ApiPropertyOptional({
    description: 'Takes the tag off the jobs that carry it, instead of refusing.',
    example: 'true',
    enum: ['true', 'false'],
  })
  @Rules(optional())
  force?: string;
}

export class TagIdsDto {
  @ApiProperty({
    description: 'All tags that the job is to carry, by id.',
    example: [],
    type: [String],
    maxItems: MAX_JOB_TAGS,
  })
  @Rules(
    refuseUnless(
      (value) => Array.isArray(value),
      (field) => `${field} must be an array of strings`,
    ),
    texts(MAX_JOB_TAGS, 200),
  )
  tagIds: string[];
}
