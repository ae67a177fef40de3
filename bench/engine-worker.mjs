// A process that runs tasks which do nothing: by the engine, or by graphile-worker alone. Told how many to expect, it
// says when the last of them ran and how late each was.
import { Logger, run } from 'graphile-worker';
import { openEngine, TASK } from './noop-engine.mjs';

const { DATABASE_URL: url, WORKER: worker } = process.env;
const options = JSON.parse(process.env.OPTIONS);

let left = 0;
let late = [];

function ran({ at }) {
  const now = Date.now();
  if (at) late.push(now - at);
  if (--left === 0) process.send({ at: now, late });
}

const stop = worker === 'engine' ? (await openEngine({ url, ROLE: 'worker', options, ran })).close : await runAlone();

async function runAlone() {
  const runner = await run({
    connectionString: url,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: { [TASK]: async (payload) => ran(payload) },
    preset: { worker: options },
  });
  return () => runner.stop();
}

process.on('message', ({ expect }) => {
  left = expect;
  late = [];
});
process.once('disconnect', () => void stop().finally(() => process.exit(0)));
process.send('ready');
