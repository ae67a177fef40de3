import { createDatabase } from '../support/cluster';
it('makes databases', async () => {
  const t = Date.now();
  const all = await Promise.all(Array.from({ length: 5 }, () => createDatabase()));
  console.log('5 created', Date.now() - t, all[0].url.replace(/:[^:@]+@/, ':*@'));
  const t2 = Date.now();
  for (const d of all) await d.drop();
  console.log('5 dropped', Date.now() - t2);
});
