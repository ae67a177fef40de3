import { Injectable } from '@nestjs/common';
import { NotReady } from '../connector';
import type { Connector, PipelineConfig, Question, Readiness } from '../connector';
import type { Found } from '../found';
import { below, Upstream } from '../upstream';
import { inputFor, runInputs } from './run-inputs';
import type { HayhooksConfig } from './run-inputs';
import { readRunResult } from './run-result';
import { readRunRoute } from './run-route';

/** Runs a pipeline that is deployed with Hayhooks. */
@Injectable()
export class HayhooksConnector implements Connector {
  readonly name = 'hayhooks';

  constructor(private readonly upstream: Upstream) {}

  async makeReady(given: PipelineConfig, signal: AbortSignal): Promise<Readiness> {
    const config = given as HayhooksConfig;
    const { url, pipeline, headers = {} } = config;
    await this.upstream.check({ url: below(url, 'status', pipeline), headers, config, signal });
    const document = await this.upstream.check({ url: below(url, 'openapi.json'), headers, config, signal });
    const { inputs, required } = readRunRoute(document, pipeline);
    if (inputFor('query', config, inputs) === undefined) {
      throw new NotReady('NO_QUERY_INPUT', `No input takes the query; there are ${inputs.join(', ') || 'none'}`);
    }
    const isNarrowable = (['filters', 'files'] as const).some((role) => inputFor(role, config, inputs) !== undefined);
    return { inputs, supportsPerFile: isNarrowable, learned: { required_inputs: required } };
  }

  async ask(
    given: PipelineConfig,
    inputs: string[] | null,
    question: Question,
    signal: AbortSignal,
  ): Promise<Found> {
    const config = given as HayhooksConfig;
    const { url, pipeline, headers = {}, output } = config;
    const body = runInputs(config, inputs ?? [], question);
    const call = { url: below(url, pipeline, 'run'), headers, body, config, signal };
    return this.upstream.ask(call, (answer) => readRunResult(answer, output));
  }
}
