import type { Answer, Client } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const WAYPOINTS = [
  { lat: 37.7749123, lon: -122.4194567, alt: 60.25, hoverSeconds: 5, heading: 90 },
  { lat: -0.0000001, lon: 179.9999999, alt: 12, speed: 5 },
  { lat: 1, lon: 2, alt: 3 },
];

describe('drone: plan files', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const send = (query: string, body: string, type = 'application/octet-stream') =>
    api.raw('POST', `/v3/missions/import?${query}`, { body, headers: { 'content-type': type } });
  const make = async (fields: object = {}): Promise<string> =>
    (await api.post('/v3/missions', { name: 'A <&> B', waypoints: WAYPOINTS, ...fields })).body.mission
      .missionId as string;
  const kml = (inner: string) => `<?xml version="1.0"?><kml><Placemark>${inner}</Placemark></kml>`;
  const refused = ({ status, body }: Answer, message: string) => expect([status, body.message]).toEqual([400, message]);

  it.each([
    ['RELATIVE', 'RTH'],
    ['AMSL', 'LAND'],
    ['RELATIVE', 'HOVER'],
  ])('of a %s mission that ends with %s give it back', async (altitudeMode, finishAction) => {
    const id = await make({ altitudeMode, finishAction, speed: 7 });
    const file = await api.get(`/v3/missions/${id}/export?format=plan`);
    expect(file.body.mission.items[0]).toMatchObject({ type: 'SimpleItem', command: 22, doJumpId: 1 });
    const { status, body } = await send('format=plan&name=Again', file.text, 'application/json');
    expect([status, body.warnings]).toEqual([201, []]);
    expect(body.mission).toMatchObject({ name: 'Again', altitudeMode, finishAction, speed: 7, waypoints: WAYPOINTS });
  });

  it.each(['RELATIVE', 'AMSL'])('as KML keep the places of a %s mission', async (altitudeMode) => {
    const id = await make({ altitudeMode });
    const { text, headers } = await api.get(`/v3/missions/${id}/export?format=kml`);
    expect(headers.get('content-type')).toContain('application/vnd.google-earth.kml+xml');
    const { body } = await send('format=kml', text, 'application/vnd.google-earth.kml+xml');
    expect(body).toMatchObject({ warnings: [], mission: { name: 'Imported mission', altitudeMode } });
    expect(body.mission.waypoints).toEqual(WAYPOINTS.map(({ lat, lon, alt }) => ({ lat, lon, alt })));
  });

  it('of surveys are flattened, and what is not known is told of', async () => {
    const place = (command: number) => ({ type: 'SimpleItem', command, frame: 3, params: [1, 0, 0, null, 1, 2, 3] });
    const items = [
      place(22),
      { type: 'ComplexItem', TransectStyleComplexItem: { Items: [place(16), place(206)] } },
      place(19),
    ];
    const { body } = await send('format=plan', JSON.stringify({ fileType: 'Plan', mission: { items } }));
    expect([body.mission.waypoints.length, body.warnings]).toEqual([2, ['item 2 has command 206, which is left out']]);
  });

  it('that make no mission are refused', async () => {
    refused(await send('format=gpx', '{}'), 'format must be one of plan, kml');
    refused(await send('', '{}'), 'format is required');
    refused(await send('format=plan', '{'), 'body is not valid JSON');
    refused(await send('format=plan', '[]'), 'body must be a .plan file');
    refused(await send('format=plan', ''), 'body is not valid JSON');
    refused(await send('format=kml', '<!DOCTYPE kml><kml/>'), 'body must not have a DOCTYPE');
    refused(await send('format=kml', '<kml/>'), 'body must be KML with a LineString or Points');
    const line = '<LineString><coordinates>1,2,3 4,5,6 7,8';
    refused(await send('format=kml', `<kml>${line}`), 'body must be well-formed XML');
    refused(await send('format=kml', `<kml>${line}</Point></kml>`), 'body must be well-formed XML');
    refused(await send('format=kml', '<kml>'.repeat(100_000)), 'body must be at most 200 levels deep');
    const point = kml('<Point><coordinates>200,x,1</coordinates></Point>');
    refused(await send('format=kml', point), 'waypoints[0].lat must be a number between -90 and 90');
    const other = server.client((await server.tenant()).key);
    expect((await other.get(`/v3/missions/${await make()}/export?format=kml`)).body.message).toBe('Mission not found');
  });
});
