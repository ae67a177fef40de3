/** Stops the PostgreSQL servers that the set-up started. */
export default async function globalTeardown(): Promise<void> {
  await Promise.all((globalThis.testClusters ?? []).map((cluster) => cluster.stop()));
}
