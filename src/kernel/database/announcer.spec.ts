import { Announcer } from './announcer';
import type { Database, Statement } from './database';
import type { Listener } from './listener';

describe('Announcer', () => {
  let commit: (statement: Statement) => void;
  let announcer: Announcer;
  const notified: string[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    notified.splice(0);
    const database = { onCommit: (observer: typeof commit) => (commit = observer) };
    const listener = { notifySoon: (channel: string, payload: string) => notified.push(`${channel} ${payload}`) };
    announcer = new Announcer(database as unknown as Database, listener as unknown as Listener);
    announcer.announce('log.append', 'log');
    announcer.announceEach((sql) => [...sql.matchAll(/queue\('(\w+)'/g)].map(([, name]) => name), 'queue');
  });

  afterEach(() => jest.useRealTimers());

  it('says at once what was committed, by the SQL that did it', () => {
    commit({ name: 'a', text: "SELECT log.append($1), queue('red'), queue('blue'), queue('red')" });
    expect(notified).toEqual(['log ', 'queue red', 'queue blue']);
  });

  it('says nothing of other statements', () => {
    commit({ name: 'b', text: 'SELECT log.appended($1) FROM log' });
    expect(notified).toEqual([]);
  });

  it('says what comes in a crowd once at the beginning and once after a pause', async () => {
    for (let index = 0; index < 100; index++) commit({ name: 'c', text: 'SELECT log.append($1)' });
    expect(notified).toEqual(['log ']);
    await jest.advanceTimersByTimeAsync(1000);
    expect(notified).toEqual(['log ', 'log ']);
  });

  it('says everything again after the pause', async () => {
    const statement = { name: 'd', text: 'SELECT log.append($1)' };
    for (let index = 0; index < 3; index++) {
      commit(statement);
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(notified).toHaveLength(3);
  });

  it('stops with the application', async () => {
    const statement = { name: 'e', text: 'SELECT log.append($1)' };
    commit(statement);
    commit(statement);
    announcer.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(1000);
    expect(notified).toEqual(['log ']);
  });
});
