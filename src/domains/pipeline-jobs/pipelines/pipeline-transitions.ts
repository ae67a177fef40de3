import type { PipelineStatus } from './pipeline-status';

/** `begin`: its connector is looked at; `succeed`, `fail`: it was or was not ready; `change`: it has another config. */
export type PipelineEvent = 'begin' | 'succeed' | 'fail' | 'undeploy' | 'change';

const ALWAYS = { undeploy: 'UNDEPLOYED', change: 'UNDEPLOYED' } as const;
const TRIED = { ...ALWAYS, succeed: 'DEPLOYED', fail: 'FAILED_TO_DEPLOY' } as const;

/** What is deployed stays so while it is deployed again; a deployment that broke off begins anew. */
const TRANSITIONS: Record<PipelineStatus, Partial<Record<PipelineEvent, PipelineStatus>>> = {
  UNDEPLOYED: { ...ALWAYS, begin: 'DEPLOYING' },
  DEPLOYING: { ...TRIED, begin: 'DEPLOYING' },
  DEPLOYED: { ...TRIED, begin: 'DEPLOYED' },
  FAILED_TO_DEPLOY: { ...TRIED, begin: 'DEPLOYING' },
};

export const INITIAL_PIPELINE_STATUS: PipelineStatus = 'UNDEPLOYED';

/** The status that an event leads a pipeline to; undefined when it means nothing in the present one. */
export function nextPipelineStatus(status: PipelineStatus, event: PipelineEvent): PipelineStatus | undefined {
  return TRANSITIONS[status][event];
}
