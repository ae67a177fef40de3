import { SerialWork } from './serial-work';

/** Work that ends when it is told to. */
function controlled() {
  const ends: ((error?: Error) => void)[] = [];
  const work = () => new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
  return { ends, work };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('runs work of a name one at a time, after a failure too', async () => {
  const serial = new SerialWork();
  const { ends, work } = controlled();
  const runs = [1, 2, 3].map(() => serial.run('a', work));
  expect(ends).toHaveLength(1);
  ends[0](new Error('failed'));
  await expect(runs[0]).rejects.toThrow('failed');
  await settled();
  expect(ends).toHaveLength(2);
  ends[1]();
  await settled();
  expect(ends).toHaveLength(3);
  ends[2]();
  await Promise.all(runs.slice(1));
});

it('keeps names apart, and starts at once what comes later', async () => {
  const serial = new SerialWork();
  const { ends, work } = controlled();
  const runs = ['a', 'b'].map((name) => serial.run(name, work));
  expect(ends).toHaveLength(2);
  for (const end of ends) end();
  await Promise.all(runs);
  void serial.run('a', work);
  expect(ends).toHaveLength(3);
});
