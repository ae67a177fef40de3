import { Injectable } from '@nestjs/common';
import { Links } from '../data-sources/links';
import type { Origin } from '../data-sources/links';
import { showJob } from './job-view';
import type { ComputeJobResponseDto } from './job.dto';
import type { Job } from './job.entity';
import { INITIAL_STATE } from './transitions';

/** Shows jobs to their owner: with the link that their file is uploaded by, while it may be. */
@Injectable()
export class JobAnswers {
  constructor(private readonly links: Links) {}

  /** @param origin of links in the answer */
  show(job: Job, origin: Origin): ComputeJobResponseDto {
    const awaitsFile = job.dataSource?.descriptor === 'file' && job.state === INITIAL_STATE && !job.deletedAt;
    return showJob(job, awaitsFile ? this.links.upload(origin, job.id) : undefined);
  }
}
