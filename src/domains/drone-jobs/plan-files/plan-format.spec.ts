import fc from 'fast-check';
import { Failure } from '../../../kernel/errors/failure';
import type { MissionBody } from '../missions/mission-version.entity';
import { planOf, readPlan } from './plan-format';

const place = (command: number, ...[hold = 0, yaw = null, frame = 3]: [number?, (number | null)?, number?]) => ({
  type: 'SimpleItem',
  command,
  frame,
  params: [hold, 0, 0, yaw, 47.1, 8.2, 30],
});
const speed = (metersPerSecond: unknown) => ({ type: 'SimpleItem', command: 178, params: [1, metersPerSecond] });
const survey = (...Items: unknown[]) => ({ type: 'ComplexItem', TransectStyleComplexItem: { Items } });
const plan = (items: unknown, more: object = {}) =>
  Buffer.from(JSON.stringify({ fileType: 'Plan', mission: { items, hoverSpeed: 5, ...more } }));
const WHERE = { lat: 47.1, lon: 8.2, alt: 30 };

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const missions: fc.Arbitrary<MissionBody> = fc.record({
  name: fc.constant('M'),
  description: fc.constant(null),
  speed: fc.double({ min: 0.1, max: 50, noNaN: true }),
  altitudeMode: fc.constantFrom('RELATIVE', 'AMSL'),
  finishAction: fc.constantFrom('RTH', 'LAND', 'HOVER'),
  requiredCapabilities: fc.constant([]),
  waypoints: fc.array(
    fc.record(
      {
        lat: degrees(90),
        lon: degrees(180),
        alt: fc.double({ min: -500, max: 9000, noNaN: true }),
        speed: fc.double({ min: 0.1, max: 50, noNaN: true }),
        hoverSeconds: fc.double({ min: 0.001, max: 3600, noNaN: true }),
        heading: fc.double({ min: 0, max: 360, noNaN: true }),
      },
      { requiredKeys: ['lat', 'lon', 'alt'] },
    ),
    { minLength: 1, maxLength: 5 },
  ),
}) as fc.Arbitrary<MissionBody>;

describe('a .plan', () => {
  it('gives back the mission that it was made of', () => {
    fc.assert(
      fc.property(missions, (mission) => {
        const read = readPlan(Buffer.from(planOf(mission))).mission;
        const asFlown = ({ waypoints, speed: cruise }: Pick<MissionBody, 'waypoints'> & { speed?: number }) =>
          JSON.stringify(
            waypoints.map((one) => ({ ...one, speed: one.speed ?? cruise }), ['lat', 'lon', 'alt', 'speed']),
          );
        expect(asFlown(read)).toBe(asFlown(mission));
        expect(read).toMatchObject({ altitudeMode: mission.altitudeMode, finishAction: mission.finishAction });
        for (const [index, { heading, hoverSeconds }] of mission.waypoints.entries()) {
          expect([read.waypoints[index].heading, read.waypoints[index].hoverSeconds]).toEqual([heading, hoverSeconds]);
        }
      }),
    );
  });

  it.each<[string, unknown[], object]>([
    ['a take-off is left out', [place(22), place(16)], {}],
    ['a loiter', [place(19, 12)], { hoverSeconds: 12 }],
    ['a stay that ends before it begins', [place(16, -1)], {}],
    ['a heading to the west', [place(16, 0, -90)], { heading: 270 }],
    ['a heading all around', [place(16, 0, 360)], { heading: 360 }],
    ['a speed', [speed(8), place(16)], { speed: 8 }],
    ['the speed of the mission', [speed(5), place(16)], {}],
    ['a speed that is none', [speed(0), speed('8'), place(16)], {}],
    ['a survey', [survey(place(16))], {}],
  ])('has waypoints: %s', (_name, items, more) => {
    expect(readPlan(plan(items)).mission.waypoints).toEqual([{ ...WHERE, ...more }]);
  });

  it.each<[string, unknown[], string]>([
    ['another command', [place(206)], 'item 0 has command 206, which is left out'],
    ['no item', [null], 'item 0 is no simple item and is left out'],
    ['a survey in a survey', [survey(survey(place(16)))], 'item 0 is no simple item and is left out'],
    ['a text for a place', [{ ...place(16), params: [0, 0, 0, 0, '1', 2, 3] }], 'item 0 has no place and is left out'],
    ['another frame', [place(16, 0, null, 10)], 'item 0 has frame 10, read as relative'],
  ])('warns of %s', (_name, items, warning) => {
    expect(readPlan(plan(items)).warnings).toEqual([warning]);
  });

  it('warns a hundred times at most', () => {
    expect(readPlan(plan(Array(200).fill(null))).warnings).toHaveLength(100);
  });

  it.each<[string, Buffer, string]>([
    ['no JSON', Buffer.from('QGC WPL 110'), 'malformed-json'],
    ['another file', Buffer.from('{"fileType":"Params"}'), 'body must be a .plan file'],
    ['items that are none', plan(5), 'body must be a .plan file'],
    [
      'two kinds of altitude',
      plan([place(16), place(16, 0, null, 0)]),
      'body must have one kind of altitude for all waypoints',
    ],
    ['very many items', plan(Array(10_001).fill(null)), 'body must have at most 10000 items'],
  ])('is refused with %s', (_name, file, message) => {
    expect(refusalOf(() => readPlan(file))).toBe(message);
  });

  it('is read or refused, whatever is in it', () => {
    const numbers = fc.option(fc.oneof(fc.double(), fc.constantFrom(0, 3, 6, 16, 19, 20, 21, 22, 178)));
    const items = fc.array(
      fc.oneof(fc.anything(), fc.record({ command: numbers, frame: numbers, params: fc.array(numbers) })),
    );
    fc.assert(fc.property(items, (some) => void refusalOf(() => readPlan(plan(jsonable(some))))));
    fc.assert(fc.property(fc.json(), (text) => void refusalOf(() => readPlan(Buffer.from(text)))));
  });
});

/** `fc.anything` has cycles and big numbers, which JSON has not. */
function jsonable(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return null;
  }
}
