import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { JobStore } from '../job-store';
import type { ComputeEstimationResponseDto } from './estimation.dto';

const MEAN = {
  name: 'compute-jobs-mean-payment',
  text: `SELECT coalesce(round(avg(payment), 8), 0)::float8 AS mean FROM compute.jobs
    WHERE tenant_id = $1 AND template_id = $2 AND template_owner = $3 AND state = 'JOB_STATE_COMPLETE'`,
};

/** Estimates what jobs cost. */
@Injectable()
export class Estimations {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
  ) {}

  /** @throws Failure `not-found` */
  async estimate({ tenantId }: Caller, id: string): Promise<ComputeEstimationResponseDto> {
    const { templateId, templateOwner } = await this.store.get(tenantId, id);
    const [{ mean }] = await this.database.run<{ mean: number }>(MEAN, [tenantId, templateId, templateOwner]);
    return { estimation: { totalEstimation: mean } };
  }
}
