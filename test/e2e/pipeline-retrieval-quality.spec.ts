import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { indexFiles } from '../support/pipeline-index';
import { meanReciprocalRank, PlainBm25 } from '../support/plain-bm25';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

/** Sections of prose; the heading of each is a query that should find it. */
const SECTIONS = readFileSync(join(__dirname, 'fixtures/pipeline-corpus.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [heading, ...text] = section.split('\n');
    return { heading, text: text.join('\n').trim() };
  });

/** Questions as people ask them, and the section that answers each. */
const QUESTIONS: [string, string][] = [
  ['How much deposit does the tenant pay?', 'Security deposit'],
  ['When is the rent due?', 'Rent and due dates'],
  ['Who pays for a broken tap or light switch?', 'Repairs and maintenance'],
  ['May I keep a dog in the flat?', 'Pets'],
  ['Can the landlord come in without warning?', 'Entry by the landlord'],
  ['How much sugar syrup does a colony need for winter?', 'Feeding before winter'],
  ['When should honey be harvested?', 'Harvesting honey'],
  ['How do I count mites?', 'Treating varroa mites'],
  ['Why is steam needed in the oven?', 'Baking with steam'],
  ['How often should a starter be fed?', 'Keeping a sourdough starter'],
  ['Should bread be kept in the fridge?', 'Storing bread'],
  ['How long are monthly database copies kept?', 'Backups'],
  ['How quickly must an alarm be acknowledged?', 'On-call duty'],
  ['How long before they expire are certificates renewed?', 'Rotating certificates and keys'],
  ['How do I find the hole in a tube?', 'Fixing a puncture'],
  ['How high should the seat be?', 'Setting the saddle height'],
  ['What should I do when lightning strikes near me on a ridge?', 'Thunderstorms in the mountains'],
  ['How do I remove a tick from the skin?', 'Ticks'],
  ['How many days of holiday do I get in a year?', 'Holidays and leave'],
  ['How much do I get for each kilometre by car?', 'Travel expenses'],
];

describe('the ranking of the built-in retrieval', () => {
  let server: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
    const files = SECTIONS.map(({ heading, text }) => ({ name: heading, parts: [text] }));
    await indexFiles(server, tenant, files);
  });

  afterAll(() => server?.stop());

  const numberOf = (heading: string) => SECTIONS.findIndex((section) => section.heading === heading);

  /** MRR@10 of the service and of a plain BM25 over the same texts. */
  async function compare(labelled: { query: string; wanted: number }[]): Promise<{ ours: number; plain: number }> {
    const queries = labelled.map(({ query }) => query);
    const { status, body } = await tenant.api.post('/api/v1/workspaces/default/pipelines/builtin/search', { queries });
    expect(status).toBe(200);
    const results = body.results as { documents: { meta: { file_name: string } }[] }[];
    const ours = labelled.map(({ wanted }, index) => ({
      wanted,
      places: results[index].documents.map(({ meta }) => numberOf(meta.file_name)),
    }));
    const reference = new PlainBm25(SECTIONS.map(({ text }) => text));
    const plain = labelled.map(({ query, wanted }) => ({ wanted, places: reference.search(query) }));
    return { ours: meanReciprocalRank(ours), plain: meanReciprocalRank(plain) };
  }

  it('finds sections by their headings as well as a plain BM25 does', async () => {
    expect(SECTIONS.length).toBeGreaterThanOrEqual(60);
    const { ours, plain } = await compare(SECTIONS.map(({ heading: query }, wanted) => ({ query, wanted })));
    expect(plain).toBeGreaterThan(0.5);
    expect(ours).toBeGreaterThanOrEqual(0.9 * plain);
  });

  it('finds sections by questions as well as a plain BM25 does', async () => {
    const labelled = QUESTIONS.map(([query, heading]) => ({ query, wanted: numberOf(heading) }));
    expect(labelled.every(({ wanted }) => wanted >= 0)).toBe(true);
    const { ours, plain } = await compare(labelled);
    expect(plain).toBeGreaterThan(0.5);
    expect(ours).toBeGreaterThanOrEqual(0.9 * plain);
  });
});
