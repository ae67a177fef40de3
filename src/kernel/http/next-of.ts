/** What a promise gives, or undefined when it takes longer than the milliseconds or the signal is aborted before. */
export function nextOf<T>(promise: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', none);
    };
    const none = () => {
      leave();
      resolve(undefined);
    };
    const timer = setTimeout(none, milliseconds);
    signal.addEventListener('abort', none);
    if (signal.aborted) none();
    promise.finally(leave).then(resolve, reject);
  });
}
