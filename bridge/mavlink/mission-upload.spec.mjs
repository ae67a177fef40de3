import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { itemsOf } from './mission-items.mjs';
import { MissionUpload } from './mission-upload.mjs';

const WAYPOINTS = [{ lat: 1, lon: 2, alt: 30 }];
const ITEMS = itemsOf({ speed: 10, altitudeMode: 'RELATIVE', waypoints: WAYPOINTS }, { lat: 1, lon: 2, alt: 0 }, false);

describe('an upload', () => {
  let sent;
  let upload;
  let outcome;
  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    upload = new MissionUpload(ITEMS, (kind, fields) =>
      sent.push([kind.MSG_NAME, fields.seq ?? fields.count ?? fields.type]),
    );
    outcome = upload.run().then(
      () => 'done',
      ({ code }) => code,
    );
  });
  afterEach(() => jest.useRealTimers());

  const ask = (seq) => upload.heard('MISSION_REQUEST_INT', { seq, missionType: 0 });
  const acknowledge = (type) => upload.heard('MISSION_ACK', { type, missionType: 0 });

  it('serves any item that is asked for, and ends with the answer', async () => {
    ask(2);
    upload.heard('MISSION_REQUEST', { seq: 0, missionType: 0 });
    ask(0);
    ask(7);
    acknowledge(0);
    ask(1);
    acknowledge(0);
    expect(await outcome).toBe('done');
    expect(sent).toEqual([['MISSION_COUNT', 3], ...[2, 0, 0, 1].map((seq) => ['MISSION_ITEM_INT', seq])]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says the number of items every 1500 ms, five times', async () => {
    jest.advanceTimersByTime(1_499);
    expect(sent).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(sent).toHaveLength(2);
    jest.advanceTimersByTime(6_000);
    expect(await outcome).toBe('NO_ANSWER');
    expect(sent).toEqual(Array(5).fill(['MISSION_COUNT', 3]));
  });

  it('says an item every 250 ms, five times', async () => {
    ask(1);
    jest.advanceTimersByTime(1_249);
    expect(sent.slice(1)).toEqual(Array(5).fill(['MISSION_ITEM_INT', 1]));
    jest.advanceTimersByTime(1);
    expect(await outcome).toBe('NO_ANSWER');
  });

  it('ends with an error of the vehicle, whenever that comes', async () => {
    acknowledge(4);
    expect(await outcome).toBe('MISSION_NO_SPACE');
  });

  it('leaves fences and rally points to others', async () => {
    upload.heard('MISSION_ACK', { type: 4, missionType: 1 });
    upload.heard('MISSION_REQUEST_INT', { seq: 0, missionType: 2 });
    upload.cancel();
    expect(await outcome).toBe('CANCELLED');
    expect(sent.slice(1)).toEqual([['MISSION_ACK', 15]]);
  });
});
