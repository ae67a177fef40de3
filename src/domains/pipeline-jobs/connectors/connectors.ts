import { Inject, Injectable } from '@nestjs/common';
import { ItemError } from '../items/item-error';
import { ConfigSecrets } from './config-secrets';
import { NotReady } from './connector';
import type { Connector, PipelineConfig, Question, Readiness } from './connector';
import type { Found } from './found';

const UNOPENED = 'The secrets of the pipeline were sealed with another secret of the server: set them again';

/** All connectors that there are. */
export const CONNECTORS = Symbol('connectors');

/** Puts questions to whatever answers them. Configs come as they are stored, their secrets sealed. */
@Injectable()
export class Connectors {
  private readonly byName: ReadonlyMap<string, Connector>;

  constructor(
    @Inject(CONNECTORS) connectors: Connector[],
    private readonly secrets: ConfigSecrets,
  ) {
    this.byName = new Map(connectors.map((connector) => [connector.name, connector]));
  }

  /** @throws NotReady */
  async makeReady(config: PipelineConfig, signal: AbortSignal): Promise<Readiness> {
    const opened = this.secrets.openIfPossible(config);
    if (!opened) throw new NotReady('CONNECTOR_NOT_READY', UNOPENED);
    return this.of(config).makeReady(opened, signal);
  }

  /**
   * @param inputs what `makeReady` learned
   * @throws ItemError, or the signal's reason once it is aborted
   */
  async ask(config: PipelineConfig, inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found> {
    const opened = this.secrets.openIfPossible(config);
    if (!opened) throw new ItemError('internal', UNOPENED);
    return this.of(config).ask(opened, inputs, question, signal);
  }

  private of({ connector: name }: PipelineConfig): Connector {
    const connector = this.byName.get(name);
    if (!connector) throw new Error(`There is no connector ${name}`);
    return connector;
  }
}
