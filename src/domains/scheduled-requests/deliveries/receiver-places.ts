/** Tries that a worker process makes at once. */
export const DELIVERY_SLOTS = 50;
/** So that one receiver that hangs does not delay what goes to others. */
const PLACES = DELIVERY_SLOTS / 2;

/** Counts the tries that this process makes at a receiver: a scheme, host and port. */
export class ReceiverPlaces {
  private readonly taken = new Map<string, number>();

  /** Takes a place; undefined when the receiver has none left, else what gives it back. */
  take(url: string): (() => void) | undefined {
    const { origin } = new URL(url);
    const taken = this.taken.get(origin) ?? 0;
    if (taken >= PLACES) return undefined;
    this.taken.set(origin, taken + 1);
    return () => this.giveBack(origin);
  }

  private giveBack(origin: string): void {
    const left = this.taken.get(origin)! - 1;
    if (left === 0) this.taken.delete(origin);
    else this.taken.set(origin, left);
  }
}
