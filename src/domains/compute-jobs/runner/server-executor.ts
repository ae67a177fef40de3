import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { ComputeSettings } from '../compute.settings';
import { ProcessExecutor } from './process-executor';

const logger = new Logger('compute');

/** Runs the programs of this server. */
@Injectable()
export class ServerExecutor extends ProcessExecutor implements OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    { COMPUTE_SANDBOX, COMPUTE_SANDBOX_NET }: ComputeSettings,
  ) {
    const required = settings.NODE_ENV === 'production';
    super({ sandbox: COMPUTE_SANDBOX, network: COMPUTE_SANDBOX_NET ?? !required, required }, (level, message) =>
      logger[level](message),
    );
  }

  /** Operators read at the start what is wrong; the server starts all the same. */
  onApplicationBootstrap(): void {
    if (this.settings.ROLE !== 'api') this.prepare().catch(() => {});
  }
}
