import type { ApiSection } from '../../kernel/http/api-surface';

/** The headings of the compute document. */
export const COMPUTE_SECTIONS: ApiSection[] = [
  {
    name: 'Jobs',
    description: 'Create, list and name jobs.',
    paths:
      /^\/v1\/customer\/(info|jobs(?!.*\/(data|params|conf|upload|run|rerun|abort|progress|stream|results|tasks)))/,
  },
  {
    name: 'Job input',
    description: 'Fill a job before it runs; paths that end with the id are of an earlier release.',
    paths: /^\/v1\/customer\/(datasource|jobs\/.*(datasource|params|configs|uploadcompleted))/,
  },
  { name: 'Runs and results', description: 'Run a job, follow it, get its results.', paths: /^\/v1\/customer\/jobs/ },
  { name: 'Files, logs and events', description: 'What jobs take and give.', paths: /^\/v1\/customer\/(?!wallet)/ },
  { name: 'Templates', description: 'What a job is made of.', paths: /^\/v1\/dev\/templates/ },
  { name: 'Apps and engines', description: 'Packages that templates run.', paths: /^\/v1\/dev\// },
  { name: 'Account', description: 'Sign-in, keys and secrets.', paths: /^\/v1\/auth\// },
  { name: 'Wallet', description: 'Balance and transactions.', paths: /^\/v1\/(customer\/)?wallet\// },
];
