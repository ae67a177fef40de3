import type { Announcer } from '../../../kernel/database/announcer';
import type { Database, Statement } from '../../../kernel/database/database';
import type { Listener } from '../../../kernel/database/listener';
import { waitFor } from '../../../../test/support/wait-for';
import { AllStreams } from './all-streams';
import type { FollowListener, StreamTopic } from './stream-topic';
import type { Streams } from './streams';

const topic = (kind: StreamTopic['kind'], id: string): StreamTopic => ({ tenantId: 't', kind, id });
const JOB = topic('JOB', 'job-1');
const GROUP = topic('DEVICE', 'group-1');

describe('AllStreams', () => {
  /** What the database has: streams, those that have ended lately, jobs that were deleted, groups and shares that are gone. */
  const rows = {
    discover: [] as StreamTopic[],
    ended: [] as StreamTopic[],
    deleted: [] as StreamTopic[],
    gone: [] as string[],
  };
  const following = new Map<string, FollowListener>();
  const told: [string, string][] = [];
  let wake: () => void;
  let looks: number;
  let all: AllStreams;
  let stop: () => void;

  const run = ({ name }: Statement, [known = []]: [string[]?] = []) => {
    const has = ({ id }: { id: string }) => known.includes(id);
    if (name === 'drone-stream-discover') return Promise.resolve(rows.discover.filter((one) => !has(one)));
    if (name === 'drone-stream-lately-ended') return Promise.resolve(rows.ended);
    if (name === 'drone-stream-gone') return Promise.resolve(rows.gone.map((id) => ({ id })).filter(has));
    looks++;
    return Promise.resolve(rows.deleted);
  };
  const follow = ({ id }: StreamTopic, listener: FollowListener) => {
    if (id === 'nowhere') return Promise.resolve(undefined);
    following.set(id, listener);
    listener(`last of ${id}`, true);
    return Promise.resolve(() => void following.delete(id));
  };
  const look = async () => {
    const before = looks;
    wake();
    await waitFor(() => looks > before, { what: 'a look' });
    await new Promise((done) => setImmediate(done));
  };

  beforeEach(() => {
    for (const list of Object.values(rows)) list.length = 0;
    following.clear();
    told.length = 0;
    looks = 0;
    const listener = { subscribe: (_channel: string, heard: () => void) => (wake = heard) };
    all = new AllStreams(
      { run } as unknown as Database,
      { follow } as unknown as Streams,
      { announceEach: () => undefined } as unknown as Announcer,
      listener as unknown as Listener,
    );
  });

  afterEach(() => stop?.());

  const watch = async () => {
    stop = all.watch(({ id }, payload) => told.push([id, payload]));
    await look();
  };

  it('tells the last states of jobs, and what happens on all streams', async () => {
    rows.discover.push(JOB, GROUP, topic('JOB', 'nowhere'));
    await watch();
    following.get(GROUP.id)!('news', false);
    following.get(JOB.id)!('more', false);
    expect(told).toEqual([
      [JOB.id, `last of ${JOB.id}`],
      [GROUP.id, 'news'],
      [JOB.id, 'more'],
    ]);
  });

  it('begins with what is new, and with each once', async () => {
    await watch();
    rows.discover.push(JOB);
    await look();
    await look();
    expect(told).toEqual([[JOB.id, `last of ${JOB.id}`]]);
  });

  it('lets a job go that is over', async () => {
    rows.discover.push(JOB);
    await watch();
    following.get(JOB.id)!('{"jobState":"COMPLETED"}', false);
    expect(following.size).toBe(0);
    await look();
    expect(following.size).toBe(0);
  });

  it('tells once that a job was deleted', async () => {
    rows.discover.push(JOB);
    await watch();
    rows.deleted.push(JOB);
    await look();
    await look();
    expect(told.filter(([, payload]) => payload === '')).toEqual([[JOB.id, '']]);
    expect(following.size).toBe(0);
  });

  it('tells what has ended before it was there', async () => {
    rows.ended.push(JOB);
    await watch();
    expect(told).toEqual([[JOB.id, `last of ${JOB.id}`]]);
  });

  it('lets groups and shares go that are no more', async () => {
    rows.discover.push(GROUP);
    await watch();
    rows.gone.push(GROUP.id);
    await look();
    expect(following.size).toBe(0);
  });

  it('looks for nothing while nobody watches', async () => {
    rows.discover.push(JOB);
    await watch();
    stop();
    expect(following.size).toBe(0);
    const before = looks;
    wake();
    await new Promise((done) => setTimeout(done, 20));
    expect(looks).toBe(before);
  });
});
