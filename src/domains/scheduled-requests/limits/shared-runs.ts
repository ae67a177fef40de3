type Work = () => Promise<void>;

/** Runs work of a name one at a time. Those who ask while it runs share the one run that comes after it. */
export class SharedRuns {
  private readonly current = new Map<string, Promise<void>>();
  private readonly next = new Map<string, Promise<void>>();

  /** Resolves after a run that began after this call; rejects as that run does. */
  run(name: string, work: Work): Promise<void> {
    const next = this.next.get(name);
    if (next) return next;
    const current = this.current.get(name);
    if (!current) return this.start(name, work);
    const later = current
      .catch(() => undefined)
      .then(() => {
        this.next.delete(name);
        return this.start(name, work);
      });
    this.next.set(name, later);
    return later;
  }

  private start(name: string, work: Work): Promise<void> {
    const run: Promise<void> = work().finally(() => {
      if (this.current.get(name) === run) this.current.delete(name);
    });
    this.current.set(name, run);
    return run;
  }
}
