import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { boolean, name, text, whenGiven } from '../production-rules';

const NAME = { description: 'Name of the operator. Trimmed; need not be unique.', example: 'Jane Smith' };
const DEPARTMENT = { description: 'Where the operator works.', example: 'Assembly' };
const ACTIVE = { description: 'Whether steps may be assigned to the operator.', example: true };
const LENGTH = { minLength: 1, maxLength: 500 };

export class CreateShopUserDto {
  @ApiProperty({ ...NAME, ...LENGTH })
  @Rules(name(500))
  name: string;

  @ApiPropertyOptional({ ...DEPARTMENT, maxLength: 500, type: String, nullable: true })
  @Rules(text(500))
  department?: string | null;

  @ApiPropertyOptional({ ...ACTIVE, default: true, type: Boolean, nullable: true })
  @Rules(boolean())
  active?: boolean | null;
}

/** What is absent stays as it is. */
export class UpdateShopUserDto {
  @ApiPropertyOptional({ ...NAME, ...LENGTH })
  @Rules(whenGiven(name(500)))
  name?: string;

  @ApiPropertyOptional({
    ...DEPARTMENT,
    description: 'Where the operator works; null clears it.',
    maxLength: 500,
    type: String,
    nullable: true,
  })
  @Rules(text(500))
  department?: string | null;

  @ApiPropertyOptional({
    ...ACTIVE,
    description: 'False takes the operator off the list; assignments stay.',
    type: Boolean,
    nullable: true,
  })
  @Rules(boolean())
  active?: boolean | null;
}

export class ShopUserDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'user_V1StGXR8_Z5j',
    pattern: '^user_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty(NAME)
  name: string;

  @ApiPropertyOptional(DEPARTMENT)
  department?: string;

  @ApiProperty(ACTIVE)
  active: boolean;

  @ApiProperty({ description: 'When the user was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}
