import { ApiProperty } from '@nestjs/swagger';
import { PathDto } from '../paths/path.dto';
import { ProgressDto } from '../progress/progress.dto';
import { ProductionJobDto } from './job.dto';

export class JobDetailsDto extends ProductionJobDto {
  @ApiProperty({ description: 'Its paths, in order of creation.', type: [PathDto] })
  paths: PathDto[];

  @ApiProperty({ description: 'How far it is.', type: ProgressDto })
  progress: ProgressDto;
}
