import { PartialType } from '@nestjs/swagger';
import { CreatePipelineJobDto } from './create-job.dto';

/** For the documents alone: the body is read by `validateUpdateJob`. */
export class UpdatePipelineJobDto extends PartialType(CreatePipelineJobDto) {}
