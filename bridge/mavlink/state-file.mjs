import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the bridge must know after a restart: who it is, what it flies, what the server may not have. Its owner's alone. */
export class StateFile {
  constructor(path) {
    this.path = path;
  }

  /** Undefined where there is none. @throws Error where it is none of the bridge's */
  read() {
    let text;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${this.path} is no state of a bridge`);
    }
  }

  /** All of it or nothing. */
  write(state) {
    mkdirSync(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, JSON.stringify(state), { mode: 0o600 });
    renameSync(fresh, this.path);
  }
}
