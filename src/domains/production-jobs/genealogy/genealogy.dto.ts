import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A part of a unit with its own parts. */
export class PartDto {
  @ApiPropertyOptional({ description: 'The unit, where it is one.', example: 'SN-00002' })
  serialId?: string;

  @ApiPropertyOptional({ description: 'The lot, where it is part of one.', example: 'LOT-7075-A' })
  lotNumber?: string;

  @ApiProperty({ description: 'What is built into it; nothing into part of a lot.', type: () => [PartDto] })
  components: PartDto[];
}

/** A unit that another is built into. */
export class UseDto {
  @ApiProperty({ description: 'The unit.', example: 'SN-00003' })
  serialId: string;

  @ApiProperty({ description: 'What that is built into: one unit at most.', type: () => [UseDto] })
  usedIn: UseDto[];
}

export class GenealogyDto {
  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'What is built into it, with what is built into that.', type: [PartDto] })
  components: PartDto[];

  @ApiProperty({ description: 'What it is built into: one unit at most.', type: [UseDto] })
  usedIn: UseDto[];
}

export class LotUseDto {
  @ApiProperty({ description: 'A unit with part of the lot in it.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'Whether it was built into the unit itself.', example: true })
  direct: boolean;
}
