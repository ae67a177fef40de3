import { Parser } from 'htmlparser2';
import type { MissionBody, Waypoint } from '../missions/mission-version.entity';
import { invalid } from '../refusals';
import type { ReadMission } from './read-mission';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** What XML 1.0 has no way to write. */
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const escaped = (text: string) => text.replace(UNWRITABLE, '').replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

/** A mission as a line in KML 2.2: where it goes, but neither speeds nor stays. */
export function kmlOf({ name, waypoints, altitudeMode }: MissionBody): string {
  const coordinates = waypoints.map(({ lon, lat, alt }) => `${lon},${lat},${alt}`).join(' ');
  const mode = altitudeMode === 'AMSL' ? 'absolute' : 'relativeToGround';
  return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${escaped(name)}</name><Placemark><name>${escaped(name)}</name>
<LineString><altitudeMode>${mode}</altitudeMode><coordinates>${coordinates}</coordinates></LineString></Placemark></Document></kml>
`;
}

const MAX_LEVELS = 200;

interface Shape {
  kind: 'LineString' | 'Point';
  coordinates: string;
  altitudeMode: string;
}

/** @throws Failure where it is no KML with a line or points */
export function readKml(file: Buffer): ReadMission {
  const shapes = shapesOf(file.toString('utf8'));
  const lines = shapes.filter(({ kind }) => kind === 'LineString');
  const used = lines.length > 0 ? lines.slice(0, 1) : shapes;
  if (used.length === 0) throw invalid('body', 'must be KML with a LineString or Points');
  const warnings: string[] = [];
  if (shapes.length > used.length)
    warnings.push(`${shapes.length - used.length} shapes beside the first line are left out`);
  const modes = new Set(used.map(({ altitudeMode }) => altitudeMode.trim()));
  const absolute = modes.has('absolute');
  if (absolute && modes.size > 1) throw invalid('body', 'must have one kind of altitude for all waypoints');
  if (!absolute && !(modes.size === 1 && modes.has('relativeToGround')))
    warnings.push('altitudes are read as relative');
  const waypoints = used.flatMap(({ coordinates }) => coordinates.trim().split(/\s+/).map(waypointOf));
  const altitudeMode = absolute ? 'AMSL' : 'RELATIVE';
  return { mission: { waypoints, altitudeMode, finishAction: 'RTH', speed: undefined }, warnings };
}

function shapesOf(text: string): Shape[] {
  const shapes: Shape[] = [];
  let depth = 0;
  let shape: Shape | undefined;
  let inside: 'altitudeMode' | 'coordinates' | undefined;
  const parser = new Parser(
    {
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith('!doctype')) throw invalid('body', 'must not have a DOCTYPE');
      },
      onopentagname(tag) {
        if (++depth > MAX_LEVELS) throw invalid('body', `must be at most ${MAX_LEVELS} levels deep`);
        const name = localName(tag);
        if (name === 'LineString' || name === 'Point') shape = { kind: name, coordinates: '', altitudeMode: '' };
        inside = name === 'altitudeMode' || name === 'coordinates' ? name : undefined;
      },
      ontext(data) {
        if (shape && inside) shape[inside] += data;
      },
      onclosetag(tag, isImplied) {
        // A file that was cut off would be a mission that ends too soon.
        if (isImplied && !text.startsWith('/>', parser.endIndex - 1)) throw invalid('body', 'must be well-formed XML');
        depth--;
        inside = undefined;
        if (!shape || localName(tag) !== shape.kind) return;
        shapes.push(shape);
        shape = undefined;
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return shapes;
}

const localName = (tag: string) => tag.slice(tag.indexOf(':') + 1);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text that is no number becomes none that a waypoint may have. */
function waypointOf(tuple: string): Waypoint {
  const [lon, lat, alt = 0] = tuple.split(',').map((part) => (NUMBER.test(part) ? Number(part) : NaN));
  return { lat, lon, alt };
}
