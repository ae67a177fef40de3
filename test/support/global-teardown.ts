/** Stops what the set-up started, and what was started there since. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.sharedServers?.close();
  await Promise.all((globalThis.testClusters ?? []).map((cluster) => cluster.stop()));
}
