import type { ApiSection } from '../../kernel/http/api-surface';

/** The headings of the compute document. */
export const COMPUTE_SECTIONS: ApiSection[] = [
  {
    name: 'Jobs',
    description: 'Create, fill, run and follow jobs; those with the id last are of an earlier release.',
    paths: /^\/v1\/customer\/(jobs|datasource|info)/,
  },
  { name: 'Files, logs and events', description: 'What jobs take and give.', paths: /^\/v1\/customer\/(?!wallet)/ },
  { name: 'Templates', description: 'What a job is made of.', paths: /^\/v1\/dev\/templates/ },
  { name: 'Apps and engines', description: 'Packages that templates run.', paths: /^\/v1\/dev\// },
  { name: 'Account', description: 'Sign-in, keys and secrets.', paths: /^\/v1\/auth\// },
  { name: 'Wallet', description: 'Balance and transactions.', paths: /^\/v1\/(customer\/)?wallet\// },
];
