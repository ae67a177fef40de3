import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { oneOf, serialIds } from '../production-rules';
import { SYMBOLOGIES } from './symbology';
import type { Symbology } from './symbology';

export const FORMATS = ['svg', 'pdf'] as const;

export class LabelQueryDto {
  @ApiPropertyOptional({ description: 'What is answered.', example: 'svg', enum: FORMATS, default: 'svg' })
  @Rules(oneOf(FORMATS))
  format?: (typeof FORMATS)[number];

  @ApiPropertyOptional({ description: 'How the id is encoded.', example: 'qr', enum: SYMBOLOGIES, default: 'qr' })
  @Rules(oneOf(SYMBOLOGIES))
  symbology?: Symbology;
}

export class PrintLabelsDto {
  @ApiProperty({
    description: 'The units, in the order of the pages.',
    example: ['SN-00001', 'SN-00002'],
    type: [String],
    minItems: 1,
    maxItems: 1000,
  })
  @Rules(serialIds(1000))
  serialIds: string[];

  @ApiPropertyOptional({
    description: 'How the ids are encoded.',
    example: 'qr',
    enum: SYMBOLOGIES,
    default: 'qr',
    nullable: true,
  })
  @Rules(oneOf(SYMBOLOGIES))
  symbology?: Symbology | null;
}
