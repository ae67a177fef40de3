import { SharedRuns } from './shared-runs';

/** Work that ends when it is told to. */
function controlled() {
  const ends: ((error?: Error) => void)[] = [];
  const work = () => new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
  return { ends, work };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('shares one run among those who ask while another is under way', async () => {
  const runs = new SharedRuns();
  const { ends, work } = controlled();
  const first = runs.run('a', work);
  const others = [1, 2, 3].map(() => runs.run('a', work));
  expect(ends).toHaveLength(1);
  ends[0]();
  await first;
  await settled();
  expect(ends).toHaveLength(2);
  ends[1]();
  await Promise.all(others);
  const last = runs.run('a', work);
  expect(ends).toHaveLength(3);
  ends[2]();
  await last;
});

it('keeps names apart', () => {
  const runs = new SharedRuns();
  const { ends, work } = controlled();
  void runs.run('a', work);
  void runs.run('b', work);
  expect(ends).toHaveLength(2);
});

it('runs again after a failure, and fails those only who waited for that run', async () => {
  const runs = new SharedRuns();
  const { ends, work } = controlled();
  const first = runs.run('a', work);
  const second = runs.run('a', work);
  ends[0](new Error('away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  ends[1]();
  await expect(second).resolves.toBeUndefined();
});
