import { ApiProperty } from '@nestjs/swagger';

const ID = { description: 'Id, made by the server.', example: 'bom_V1StGXR8_Z5j', pattern: '^bom_[A-Za-z0-9_-]{12}$' };
const NAME = { description: 'Name of the bill of materials.', example: 'Widget assembly' };
const PART_TYPE = { description: 'The part that a build needs.', example: 'Steel plate' };
const REQUIRED = { description: 'Quantity of it that one build needs.', example: 4 };
const UNITS = { type: 'integer' as const, minimum: 0 };

export class BomEntryDto {
  @ApiProperty({
    description: 'Id, made by the server anew whenever the entries are replaced.',
    example: 'entry_V1StGXR8_Z5j',
    pattern: '^entry_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty(ID)
  bomId: string;

  @ApiProperty(PART_TYPE)
  partType: string;

  @ApiProperty(REQUIRED)
  requiredQuantityPerBuild: number;

  @ApiProperty({ description: 'Jobs that make the part.', example: ['job_V1StGXR8_Z5j'], type: [String] })
  contributingJobIds: string[];
}

export class BomDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(NAME)
  name: string;

  @ApiProperty({ description: 'The parts, in order.', type: [BomEntryDto] })
  entries: BomEntryDto[];

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

export class BomSummaryEntryDto {
  @ApiProperty(PART_TYPE)
  partType: string;

  @ApiProperty(REQUIRED)
  requiredQuantityPerBuild: number;

  @ApiProperty({ ...UNITS, description: 'Completed units of the contributing jobs.', example: 3 })
  totalCompleted: number;

  @ApiProperty({ ...UNITS, description: 'All their other units, scrapped ones included.', example: 2 })
  totalInProgress: number;

  @ApiProperty({
    description: 'What completed units do not cover of one build, 0 at least; 0 without contributing jobs.',
    example: 1,
    minimum: 0,
  })
  totalOutstanding: number;
}

export class BomSummaryDto {
  @ApiProperty(ID)
  bomId: string;

  @ApiProperty(NAME)
  bomName: string;

  @ApiProperty({ description: 'One for each entry, in order.', type: [BomSummaryEntryDto] })
  entries: BomSummaryEntryDto[];
}

export class BomWithSummaryDto extends BomDto {
  @ApiProperty({ description: 'What the contributing jobs have made.', type: BomSummaryDto })
  summary: BomSummaryDto;
}

export class BomVersionDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'bomv_V1StGXR8_Z5j',
    pattern: '^bomv_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty(ID)
  bomId: string;

  @ApiProperty({ description: 'Counts the edits of the bill, from 1.', example: 1, type: 'integer', minimum: 1 })
  versionNumber: number;

  @ApiProperty({ description: 'The entries that the edit replaced.', type: [BomEntryDto] })
  entriesSnapshot: BomEntryDto[];

  @ApiProperty({ description: 'Why it was edited.', example: 'Two more plates per build' })
  changeDescription: string;

  @ApiProperty({ description: 'Operator who edited it.', example: 'user_V1StGXR8_Z5j' })
  changedBy: string;

  @ApiProperty({ description: 'When it was edited.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}
