import { MinLength } from 'class-validator';
import { OptionalSetting } from '../../kernel/config/setting-types';

export class ComputeSettings {
  /** Seals the secrets that users give; derived from JWT_SECRET when not set. */
  @OptionalSetting()
  @MinLength(32, { message: 'COMPUTE_SECRET_KEY must have at least 32 characters' })
  COMPUTE_SECRET_KEY?: string;
}
