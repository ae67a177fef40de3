/** Few enough for the file system's own threads, whatever the number of files. */
const BATCH = 64;

/** Does something to every item, some at a time, and gives the answers in their order. */
export async function inBatches<T, R>(items: T[], act: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    const batch = items.slice(start, start + BATCH);
    results.push(...(await Promise.all(batch.map((item, index) => act(item, start + index)))));
  }
  return results;
}
