import { describe, expect, it } from '@jest/globals';
import { itemsOf } from './mission-items.mjs';

const FROM = { lat: 1, lon: 2, alt: 500 };
const mission = (fields = {}) => ({
  speed: 10,
  altitudeMode: 'RELATIVE',
  finishAction: 'RTH',
  waypoints: [{ lat: 1.00000004, lon: -2, alt: 30 }],
  ...fields,
});
const short = (items) => items.map(({ seq, command, frame, z, waypoint }) => [seq, command, frame, z, waypoint]);

describe('the items of a mission', () => {
  it('are take-off, speed, waypoints and the way home', () => {
    const items = itemsOf(mission(), FROM, false);
    expect(short(items)).toEqual([
      [0, 22, 3, 30, undefined],
      [1, 178, 2, 0, undefined],
      [2, 16, 3, 30, 0],
      [3, 20, 2, 0, undefined],
    ]);
    expect(items[0]).toMatchObject({ x: 10_000_000, y: 20_000_000, params: [0, 0, 0, NaN] });
    expect(items[1].params).toEqual([1, 10, -1, 0]);
    expect(items[2]).toMatchObject({ x: 10_000_000, y: -20_000_000, params: [0, 0, 0, NaN] });
  });

  it('begin with home where the autopilot wants that', () => {
    expect(short(itemsOf(mission(), FROM, true)).slice(0, 2)).toEqual([
      [0, 16, 0, 500, undefined],
      [1, 22, 3, 30, undefined],
    ]);
  });

  it('are above sea level where the mission is, and climb a little at least', () => {
    const waypoints = [{ lat: 1, lon: 2, alt: 501, hoverSeconds: 5, heading: 270 }];
    const items = itemsOf(mission({ altitudeMode: 'AMSL', finishAction: 'LAND', waypoints }), FROM, false);
    expect(short(items)).toEqual([
      [0, 22, 0, 503, undefined],
      [1, 178, 2, 0, undefined],
      [2, 16, 0, 501, 0],
      [3, 21, 0, 500, undefined],
    ]);
    expect(items[2].params).toEqual([5, 0, 0, 270]);
  });

  it('say a speed only where it changes, and take photos', () => {
    const at = { lat: 1, lon: 2, alt: 30 };
    const waypoints = [at, { ...at, speed: 5, actions: [{ type: 'TAKE_PHOTO' }] }, { ...at, speed: 5 }, at];
    const items = itemsOf(mission({ finishAction: 'HOVER', waypoints }), FROM, false);
    expect(items.map(({ command }) => command)).toEqual([22, 178, 16, 178, 16, 2000, 16, 178, 16]);
    expect(items.filter(({ command }) => command === 178).map(({ params }) => params[1])).toEqual([10, 5, 10]);
  });

  it('are refused with an action that no vehicle knows', () => {
    const waypoints = [{ lat: 1, lon: 2, alt: 30, actions: [{ type: 'constructor' }] }];
    expect(() => itemsOf(mission({ waypoints }), FROM, false)).toThrow('waypoints[0] wants constructor');
  });
});
