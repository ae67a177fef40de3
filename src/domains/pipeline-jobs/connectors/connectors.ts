import { Inject, Injectable } from '@nestjs/common';
import { ConfigSecrets } from './config-secrets';
import type { Connector, PipelineConfig, Question, Readiness } from './connector';
import type { Found } from './found';

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
  makeReady(config: PipelineConfig, signal: AbortSignal): Promise<Readiness> {
    return this.of(config).makeReady(this.secrets.open(config), signal);
  }

  /**
   * @param inputs what `makeReady` learned
   * @throws ItemError, or the signal's reason once it is aborted
   */
  ask(config: PipelineConfig, inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found> {
    return this.of(config).ask(this.secrets.open(config), inputs, question, signal);
  }

  private of({ connector: name }: PipelineConfig): Connector {
    const connector = this.byName.get(name);
    if (!connector) throw new Error(`There is no connector ${name}`);
    return connector;
  }
}
