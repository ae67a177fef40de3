/** Milliseconds from one message to the next. */
const PACE = 1_000;

interface Turn {
  /** When the next message may go out. */
  due: number;
  timer?: NodeJS.Timeout;
}

/** Lets one message a second through for each key: of those that come too early the last one, when its time has come. */
export class Pacer {
  private readonly turns = new Map<string, Turn>();

  offer(key: string, send: () => void): void {
    const now = performance.now();
    const turn = this.turns.get(key) ?? { due: now };
    this.turns.set(key, turn);
    clearTimeout(turn.timer);
    const go = () => {
      turn.timer = undefined;
      turn.due = performance.now() + PACE;
      send();
    };
    if (turn.due <= now) go();
    else turn.timer = setTimeout(go, turn.due - now);
  }

  /** Drops what waits, as something newer was sent. */
  drop(key: string): void {
    clearTimeout(this.turns.get(key)?.timer);
  }

  /** Forgets the key, and what waits. */
  forget(key: string): void {
    this.drop(key);
    this.turns.delete(key);
  }
}
