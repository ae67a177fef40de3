import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { DataSourceReader } from '../../data-sources/data-source-reader';
import type { Origin } from '../../data-sources/links';
import { resolveArguments } from '../../packages/packages.service';
import { Fields } from '../../requests/fields';
import { merge } from '../../requests/merge';
import { AppParams } from '../app-params';
import { JobAnswers } from '../job-answers';
import { DEFAULT_CONFIG, readChangedConfig } from '../job-config';
import { readChangedParams, refuseLargeParams } from '../job-params';
import { JobStore, found } from '../job-store';
import type { ComputeJobResponseDto } from '../job.dto';
import type { Job } from '../job.entity';
import { JOB_FIELDS } from '../job-fields';
import { refuseUnlessOpen } from '../open-job';
import { CHANGE_JOB, COMPLETE_UPLOAD } from './change-job.statements';

type Change = Partial<Pick<Job, 'name' | 'dataSource' | 'dataDestination' | 'params' | 'config'>>;

/** Reads what a request changes of a job. The job is missing where its absence is yet to be told. */
type ReadChange = (job: Job | undefined) => Change | Promise<Change>;

/** Changes of jobs that are new. Each gives back the whole job. */
@Injectable()
export class JobChanges {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly answers: JobAnswers,
    private readonly dataSources: DataSourceReader,
    private readonly appParams: AppParams,
  ) {}

  /**
   * What is sent replaces the job's own, over the template's.
   * @throws Failure `body-not-object`, `invalid`, `not-found`, `conflict`; so do the others
   */
  changeDataSources(caller: Caller, id: string, body: unknown, origin: Origin): Promise<ComputeJobResponseDto> {
    const fields = Fields.of(body);
    return this.change(caller, id, fields, origin, (job) => {
      const read = (role: 'dataSource' | 'dataDestination') => {
        const below = job?.template[role];
        const sent = this.dataSources.read(fields, role, below);
        return sent === below ? undefined : sent;
      };
      return { dataSource: read('dataSource'), dataDestination: read('dataDestination') };
    });
  }

  /** Each member that is sent replaces the job's own, over the template's. */
  changeParams(caller: Caller, id: string, body: unknown, origin: Origin): Promise<ComputeJobResponseDto> {
    const fields = Fields.of(body);
    return this.change(caller, id, fields, origin, async (job) => {
      const changed = readChangedParams(fields, job?.template.params ?? {});
      refuseLargeParams(fields, changed);
      if (job && changed.app) {
        const app = { owner: job.templateOwner, tag: job.template.app, anyStatus: job.config.isTestJob };
        await this.appParams.refuseUnfit(fields, app, changed.app);
      }
      return { params: { ...job?.params, ...changed } };
    });
  }

  rename(caller: Caller, id: string, body: unknown, origin: Origin): Promise<ComputeJobResponseDto> {
    const sent = Fields.of(body);
    const fields = Fields.of({ name: sent.value('name') ?? sent.value('jobName') });
    return this.change(caller, id, fields, origin, () => ({ name: fields.text('name', 200) ?? null }));
  }

  /** What is sent is merged over the job's. */
  changeConfig(caller: Caller, id: string, body: unknown, origin: Origin): Promise<ComputeJobResponseDto> {
    const fields = Fields.of(body);
    return this.change(caller, id, fields, origin, (job) => {
      const changed = readChangedConfig(fields, job?.template.config ?? {});
      return { config: merge(job?.config ?? DEFAULT_CONFIG, changed) };
    });
  }

  /** The file that was put is all of the input. */
  completeUpload({ tenantId }: Caller, id: string, origin: Origin): Promise<ComputeJobResponseDto> {
    return this.database.transaction(async () => {
      const job = found(await this.store.lock(tenantId, id), id);
      refuseUnlessOpen(job, 400);
      if (job.dataSource?.descriptor !== 'file') throw refusal('data source is not a file');
      if (!job.uploadedAt) throw refusal('no file has been uploaded');
      const [changed] = await this.database.run<Job>(COMPLETE_UPLOAD, [tenantId, id]);
      return this.answers.show(changed, origin);
    });
  }

  private change(
    { tenantId }: Caller,
    id: string,
    fields: Fields,
    origin: Origin,
    read: ReadChange,
  ): Promise<ComputeJobResponseDto> {
    return this.database.transaction(async () => {
      const locked = await this.store.lock(tenantId, id);
      const change = await read(locked);
      fields.violations.refuse(JOB_FIELDS);
      const job = found(locked, id);
      refuseUnlessOpen(job, 400);
      const wanted = { ...job, ...definedOf(change) };
      const [changed] = await this.database.run<Job>(CHANGE_JOB, [
        tenantId,
        id,
        wanted.name,
        wanted.dataSource && JSON.stringify(wanted.dataSource),
        wanted.dataDestination && JSON.stringify(wanted.dataDestination),
        JSON.stringify(wanted.params),
        JSON.stringify(wanted.config),
        ...resolveArguments(job.templateOwner, job.template.app, wanted.config.isTestJob),
      ]);
      return this.answers.show(changed, origin);
    });
  }
}

function definedOf(change: Change): Change {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function refusal(message: string): Failure {
  return new Failure('conflict', message, { status: 400 });
}
