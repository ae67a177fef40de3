import { availableParallelism } from 'node:os';
import { MinLength } from 'class-validator';
import { ChoiceSetting, IntegerSetting, OptionalSetting, SwitchSetting } from '../../kernel/config/setting-types';

const MAX_BYTES = 2 ** 40;
/** What Node still holds as one text of base64. */
const MAX_PUSH_BYTES = 256 * 1024 * 1024;

/** The variables of this domain. */
export class ComputeSettings {
  /** Seals the secrets that users give; derived from JWT_SECRET when not set. */
  @OptionalSetting()
  @MinLength(32, { message: 'COMPUTE_SECRET_KEY must have at least 32 characters' })
  COMPUTE_SECRET_KEY?: string;

  @ChoiceSetting('process')
  COMPUTE_EXECUTOR = 'process';

  /** Whether programs are shut in by bubblewrap. */
  @SwitchSetting()
  COMPUTE_SANDBOX = true;

  /** Whether programs in the sandbox reach the network; unless set, not in production. */
  @OptionalSetting()
  @SwitchSetting()
  COMPUTE_SANDBOX_NET?: boolean;

  /** Programs that a worker process runs at once. */
  @IntegerSetting(1, 1000)
  COMPUTE_CONCURRENCY = Math.max(4, availableParallelism());

  /** Chunks of a job. */
  @IntegerSetting(1, 1_000_000)
  COMPUTE_MAX_CHUNKS = 10_000;

  /** Bytes of the archive of an app or engine. */
  @IntegerSetting(1024, MAX_PUSH_BYTES)
  COMPUTE_MAX_PUSH_BYTES = 64 * 1024 * 1024;

  /** Bytes of an upload, of a source, and of what a task writes. */
  @IntegerSetting(1, MAX_BYTES)
  COMPUTE_MAX_UPLOAD_BYTES = 10 * 1024 * 1024 * 1024;

  /** Hours that files and logs of a job are kept after its end. */
  @IntegerSetting(1, 24 * 365)
  COMPUTE_KEEP_HOURS = 48;
}
