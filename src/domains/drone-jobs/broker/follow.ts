import type { StreamListener, Streams, StreamTopic } from '../streams/streams';

const momentOf = (payload: string): string => (JSON.parse(payload) as { timestamp: string }).timestamp;

/**
 * Watches a stream from its last state on. What comes while that is read waits, and is left out where it is older: a
 * subscriber must not see a state go back.
 * @param failed called when the last state cannot be read
 */
export function follow(
  streams: Streams,
  stream: StreamTopic,
  tell: { last: StreamListener; next: StreamListener; failed: (error: unknown) => void },
): () => void {
  let waiting: string[] | undefined = [];
  let stopped = false;
  const stop = streams.watch(stream, (payload) => {
    if (waiting) waiting.push(payload);
    else tell.next(payload);
  });
  streams.lastState(stream).then((last) => {
    if (stopped) return;
    if (last !== undefined) tell.last(last);
    const newer = waiting!.filter((payload) => last === undefined || momentOf(payload) > momentOf(last));
    waiting = undefined;
    for (const payload of newer) tell.next(payload);
  }, tell.failed);
  return () => {
    stopped = true;
    stop();
  };
}
