import type { ApiSection } from '../../kernel/http/api-surface';

/** The headings of the pipeline document. */
export const PIPELINE_SECTIONS: ApiSection[] = [
  {
    name: 'Jobs',
    description: 'Create, start and follow jobs.',
    paths: /\/jobs(\/\{job_id\}(\/(start|cancel|run_new_files|progress|stats|compare))?)?$/,
  },
  { name: 'Results', description: 'What a job found: list, review, retry, export.', paths: /\/jobs\/.*\/results/ },
  { name: 'Shared jobs', description: 'Links for guests to the results of a job.', paths: /\/shared_jobs/ },
  { name: 'Query sets', description: 'Questions to ask of many files.', paths: /\/query_sets/ },
  { name: 'Pipelines', description: 'What answers: validate, deploy, search.', paths: /\/pipeline(s|_validations)/ },
  { name: 'Files', description: 'What is asked about.', paths: /\/files/ },
  { name: 'Workspaces', description: 'Where all of it lies.', paths: /^\/api\/v1\/workspaces/ },
];
