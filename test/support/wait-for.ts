const STEP = 20;

/** Waits for a state, never for a time: resolves with the first truthy answer. */
export async function waitFor<T>(
  state: () => T | Promise<T>,
  { timeout = 40_000, what = 'a state' }: { timeout?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await state();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}
