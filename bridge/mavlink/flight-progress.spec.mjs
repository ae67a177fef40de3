import { describe, expect, it } from '@jest/globals';
import { endOf, progressOf, reachedBy } from './flight-progress.mjs';
import { itemsOf } from './mission-items.mjs';

const mission = {
  speed: 10,
  altitudeMode: 'RELATIVE',
  finishAction: 'RTH',
  waypoints: [
    { lat: 0, lon: 0, alt: 30 },
    { lat: 0.001, lon: 0, alt: 30, hoverSeconds: 3 },
    { lat: 0.002, lon: 0, alt: 30, speed: 5 },
  ],
};
/** take-off, speed, waypoint, waypoint, speed, waypoint, home */
const items = itemsOf(mission, { lat: 0, lon: 0, alt: 400 }, false);
const HERE = { lat: 0, lon: 0, alt: 430, relative: 30 };

describe('how far a vehicle is', () => {
  it.each([
    ['MISSION_ITEM_REACHED', { seq: 3 }, 3],
    ['MISSION_CURRENT', { seq: 3 }, 2],
    ['MISSION_CURRENT', { seq: 0 }, 1],
    ['MISSION_CURRENT', { seq: 7 }, 6],
    ['MISSION_CURRENT', { seq: 65_535 }, 1],
    ['MISSION_CURRENT', { seq: 6, missionState: 5 }, 6],
    ['MISSION_CURRENT', { seq: 0, missionState: 5 }, 1],
    ['HEARTBEAT', { seq: 6 }, 1],
  ])('by %s %j', (name, message, reached) => expect(reachedBy(name, message, 1, items)).toBe(reached));
});

describe('the end of a flight', () => {
  const end = (reached, vehicle, finishAction = 'RTH') =>
    endOf({ mission: { ...mission, finishAction }, items, reached }, { airborne: true, grounded: false, ...vehicle });
  it.each([
    [4, {}, undefined],
    [5, {}, undefined],
    [5, { airborne: false }, 'completed'],
    [5, { airborne: false, grounded: true }, 'completed'],
    [4, { airborne: false }, undefined],
    [4, { airborne: false, grounded: true }, 'failed'],
  ])('%d items done, %j', (reached, vehicle, expected) => expect(end(reached, vehicle)).toBe(expected));
  it('is the last waypoint where it is to hover there', () => expect(end(5, {}, 'HOVER')).toBe('completed'));
});

describe('progress', () => {
  const progress = (reached, place = HERE, vehicle = {}, paused = false) =>
    progressOf({ mission, items, reached, paused }, place, { state: 'WAYPOINT', landing: false, ...vehicle });

  it('grows with the way', () => {
    // 111.2 m at 10 m/s, 3 s, 111.2 m at 5 m/s.
    expect(progress(2)).toEqual({ percent: 33, phase: 'MISSION', waypointIndex: 1, etaSeconds: 36 });
    expect(progress(2, { ...HERE, lat: 0.0009 })).toMatchObject({ percent: 44, etaSeconds: 26 });
    expect(progress(6)).toEqual({ percent: 99, phase: 'RETURNING', waypointIndex: 2, etaSeconds: 0 });
  });

  it('is told without a place too', () => expect(progress(-1, undefined).waypointIndex).toBe(0));

  it.each([
    [-1, {}, false, 'TAKEOFF'],
    [2, {}, true, 'PAUSED'],
    [2, { state: 'RETURNING' }, false, 'RETURNING'],
    [6, { landing: true }, false, 'LANDING'],
  ])('with %d items done, %j and paused %j', (reached, vehicle, paused, phase) =>
    expect(progress(reached, HERE, vehicle, paused).phase).toBe(phase),
  );
});
