import { IntegerSetting } from '../../kernel/config/setting-types';

/** The variables of this domain. */
export class PipelineSettings {
  /** Queries that a worker process puts to pipelines at once. */
  @IntegerSetting(1, 1000)
  PIPELINE_CONCURRENCY = 40;

  /** MiB of an uploaded file. */
  @IntegerSetting(1, 500)
  PIPELINE_MAX_FILE_MIB = 50;
}
