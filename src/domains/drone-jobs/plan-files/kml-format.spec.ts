import fc from 'fast-check';
import { Failure } from '../../../kernel/errors/failure';
import type { MissionBody } from '../missions/mission-version.entity';
import { kmlOf, readKml } from './kml-format';

const line = (coordinates: string, mode = 'relativeToGround') =>
  `<LineString><altitudeMode>${mode}</altitudeMode><coordinates>${coordinates}</coordinates></LineString>`;
const point = (coordinates: string, mode = 'relativeToGround') =>
  line(coordinates, mode).replaceAll('LineString', 'Point');
const kml = (inner: string) => Buffer.from(`<?xml version="1.0"?><kml><Placemark>${inner}</Placemark></kml>`);
const placesOf = (file: Buffer) => readKml(file).mission.waypoints.map(({ lon, lat, alt }) => [lon, lat, alt]);

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

describe('KML', () => {
  it('gives back the places of the mission that it was made of, whatever its name', () => {
    const waypoint = fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      alt: fc.double({ min: -500, max: 9000, noNaN: true }),
    });
    const missions = fc.record({
      name: fc.string({ unit: 'binary' }),
      altitudeMode: fc.constantFrom('RELATIVE' as const, 'AMSL' as const),
      waypoints: fc.array(waypoint, { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(missions, (mission) => {
        const { mission: read, warnings } = readKml(Buffer.from(kmlOf(mission as MissionBody)));
        expect([JSON.stringify(read.waypoints), read.altitudeMode, warnings]).toEqual([
          JSON.stringify(mission.waypoints.map(({ lat, lon, alt }) => ({ lat, lon, alt }))),
          mission.altitudeMode,
          [],
        ]);
      }),
    );
  });

  it.each<[string, string, number[][]]>([
    [
      'a line',
      line('1,2,3 4,5,6'),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'space around',
      line('\n\t1,2,3\n 4,5,6\n'),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'no altitudes',
      line('1,2 3,4'),
      [
        [1, 2, 0],
        [3, 4, 0],
      ],
    ],
    [
      'points',
      point('1,2,3') + point('4,5,6'),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['a line with points', point('1,2,3') + line('4,5,6'), [[4, 5, 6]]],
    ['CDATA', line('<![CDATA[1,2,3]]>'), [[1, 2, 3]]],
    [
      'a comment',
      line('1,2,3<!-- 7,8,9 --> 4,5,6'),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['a prefix', '<k:Point><k:coordinates>1,2,3</k:coordinates></k:Point>', [[1, 2, 3]]],
    ['empty elements', `<Style/><Point/>${line('1,2,3')}`, [[1, 2, 3]]],
  ])('has waypoints: %s', (_name, inner, places) => {
    expect(placesOf(kml(inner))).toEqual(places);
  });

  it.each([
    ['absolute', 'AMSL', []],
    ['relativeToGround', 'RELATIVE', []],
    ['clampToGround', 'RELATIVE', ['altitudes are read as relative']],
  ])('%s is %s', (mode, altitudeMode, warnings) => {
    expect(readKml(kml(line('1,2,3', mode)))).toMatchObject({ mission: { altitudeMode }, warnings });
  });

  it.each(['0x10', 'Infinity', 'NaN', '1e', '', '1_0', '&lol;'])('takes %s for no number', (text) => {
    expect(placesOf(kml(line(`${text},2,3`)))).toEqual([[NaN, 2, 3]]);
  });

  it.each<[string, string | Buffer, string]>([
    ['a DOCTYPE', `<!DOCTYPE kml [<!ENTITY a "b">]>${line('1,2,3')}`, 'body must not have a DOCTYPE'],
    ['nothing in it', '<kml/>', 'body must be KML with a LineString or Points'],
    ['no XML', 'hello', 'body must be KML with a LineString or Points'],
    ['another encoding', Buffer.from(line('1,2,3'), 'utf16le'), 'body must be well-formed XML'],
    ['an end that is missing', '<kml><LineString><coordinates>1,2,3 4,5', 'body must be well-formed XML'],
    ['ends that do not match', '<kml><Point><coordinates>1,2,3</Point></kml>', 'body must be well-formed XML'],
    ['very many levels', '<a>'.repeat(100_000), 'body must be at most 200 levels deep'],
    [
      'two kinds of altitude',
      `<kml>${point('1,2,3', 'absolute')}${point('1,2,3')}</kml>`,
      'body must have one kind of altitude for all waypoints',
    ],
  ])('is refused with %s', (_name, file, message) => {
    expect(refusalOf(() => readKml(Buffer.from(file)))).toBe(message);
  });

  it('is read or refused, whatever is in it', () => {
    const parts = fc.constantFrom(
      '<kml>',
      '</kml>',
      '<Point>',
      '</Point>',
      '<coordinates>',
      '1,2,3',
      '<![CDATA[',
      '/>',
      '<!--',
      '&',
      '<',
    );
    const texts = fc.array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 3 }))).map((some) => some.join(''));
    fc.assert(fc.property(texts, (text) => void refusalOf(() => readKml(Buffer.from(text)))));
  });
});
