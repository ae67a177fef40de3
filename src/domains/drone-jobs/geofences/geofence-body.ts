import { invalid } from '../refusals';
import { AT_MOST, MAX_VERTICES, verticesOf } from './area-rules';
import { polygonsOf } from './geofence';
import type { AreaGeometry, Exclusion, Geofence } from './geofence';
import type { ExclusionDto, GeofenceDto } from './geofence.dto';

/** What is stored of a geofence: what is given, and nothing else. @throws Failure where parts of it do not fit together */
export function geofenceBody({ inclusion, exclusions, ceilingMeters }: GeofenceDto): Geofence {
  const body = {
    inclusion: inclusion ? areaOf(inclusion) : undefined,
    exclusions: exclusions?.map(exclusionOf),
    ceilingMeters: ceilingMeters ?? undefined,
  };
  const areas = [body.inclusion, ...(body.exclusions ?? []).map(({ geometry }) => geometry)];
  const vertices = areas.reduce((sum, area) => sum + (area ? verticesOf(polygonsOf(area)) : 0), 0);
  if (vertices > MAX_VERTICES) throw invalid('geofence', AT_MOST);
  return body;
}

const areaOf = ({ type, coordinates }: AreaGeometry) => ({ type, coordinates }) as AreaGeometry;

function exclusionOf({ name, geometry, center, radiusMeters }: ExclusionDto, index: number): Exclusion {
  const given = [geometry, center, radiusMeters].map((part) => part !== undefined && part !== null).join();
  if (given === 'true,false,false') return { name, geometry: areaOf(geometry!) };
  if (given === 'false,true,true') return { name, center: center!, radiusMeters: radiusMeters! };
  throw invalid(`exclusions[${index}]`, 'must have either geometry, or center and radiusMeters');
}
