import type { ApiSection } from '../../kernel/http/api-surface';

/** The headings of the production document. */
export const PRODUCTION_SECTIONS: ApiSection[] = [
  {
    name: 'Jobs',
    description: 'Orders, their priorities, tags and progress.',
    paths: /^\/api\/(jobs(?!.*report)|tags)/,
  },
  {
    name: 'Paths and steps',
    description: 'The way that units take.',
    paths: /^\/api\/(paths(?!.*report)|templates|steps)/,
  },
  {
    name: 'Certificates and inspections',
    description: 'What proves the quality of a unit.',
    paths: /^\/api\/(certs|serials\/.*(cert|inspections))/,
  },
  {
    name: 'Genealogy and bills of material',
    description: 'What a unit is made of.',
    paths: /^\/api\/(bom|genealogy|serials\/.*\/(components|genealogy))/,
  },
  { name: 'Units', description: 'Serial numbers: make, advance, scrap, time, label.', paths: /^\/api\/serials/ },
  { name: 'Operators', description: 'What is to be done next, and by whom.', paths: /^\/api\/(operator|users|notes)/ },
  {
    name: 'Reports',
    description: 'The board, reports and the audit trail.',
    paths: /^\/api\/(board|reports|audit|jobs\/.*report|paths\/.*report)/,
  },
  {
    name: 'Settings',
    description: 'The library, settings, Jira and health.',
    paths: /^\/api\/(library|settings|jira|health)/,
  },
];
