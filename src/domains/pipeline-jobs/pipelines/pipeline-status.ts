export const PIPELINE_STATUSES = ['UNDEPLOYED', 'DEPLOYING', 'DEPLOYED', 'FAILED_TO_DEPLOY'] as const;
export type PipelineStatus = (typeof PIPELINE_STATUSES)[number];
