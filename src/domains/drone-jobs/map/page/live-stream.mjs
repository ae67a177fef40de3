/** Milliseconds before the first and the last new attempts. */
const [SOON, LATE] = [1_000, 30_000];

/**
 * The stream of a device group, opened again whenever it breaks. A browser can send no header with a WebSocket, so the
 * key goes in the list of protocols: unlike an address that is neither logged nor kept in a history.
 */
export class LiveStream {
  #attempts = 0;
  #stopped = false;
  #socket;
  #timer;
  isOpen = false;
  /** It was open, or should have been, and is not. */
  isBroken = false;
  heardAt = Date.now();

  /** @param on `message(object)`, `open()`, `closed()` and `mayReturn()`: whether to try again, a promise */
  constructor(groupId, key, on) {
    this.#open = () => {
      const url = new URL(`/v3/devices/${encodeURIComponent(groupId)}/status/ws`, location.origin);
      url.protocol = url.protocol.replace('http', 'ws');
      const socket = (this.#socket = new WebSocket(url, ['quintet.stream', `quintet.bearer.${key}`]));
      socket.onopen = () => {
        [this.isOpen, this.isBroken, this.#attempts, this.heardAt] = [true, false, 0, Date.now()];
        on.open();
      };
      socket.onmessage = ({ data }) => {
        this.heardAt = Date.now();
        on.message(JSON.parse(data));
      };
      socket.onclose = () => {
        if (this.#stopped || socket !== this.#socket) return;
        [this.isOpen, this.isBroken] = [false, true];
        on.closed();
        void this.#again(on);
      };
    };
    this.#open();
  }

  #open;

  async #again(on) {
    if (!(await on.mayReturn()) || this.#stopped) return;
    const wait = Math.min(SOON * 2 ** this.#attempts++, LATE);
    this.#timer = setTimeout(this.#open, wait * (0.75 + Math.random() / 2));
  }

  /** Gives a silent connection up, and opens another. */
  renew() {
    const { onclose } = this.#socket;
    this.#socket.onclose = null;
    this.#socket.close();
    onclose();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket.close();
  }
}
