import type { BrowserContext, Page } from 'playwright-core';
import { chromiumPath, openBrowser } from '../support/browser';
import { Drone, makeGroup, makeJob } from '../support/drones';
import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';

if (!chromiumPath) console.warn('Chromium is not installed: the browser tests are left out');

type Fields = Record<string, string>;

const at = (lon: number, lat: number, droneState: string) => ({
  battery: 64,
  droneState,
  dockState: 'OPEN',
  navigation: { position: { type: 'Point', coordinates: [lon, lat, 85.5] }, orientation: { heading: 90 } },
});

(chromiumPath ? describe : describe.skip)('the map of the fleet', () => {
  let server: Server;
  let browser: BrowserContext;
  let page: Page;
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    server = await startServer({ env: { PORT: String(await freePort()) } });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    [asked, complaints] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}/v3/map`);
  });

  afterEach(() => page.close());

  async function enter(key: string): Promise<void> {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Show the map' }).click();
  }

  const picture = () => page.locator('canvas').screenshot();
  const flight = (name: string) => page.locator('#flights button', { hasText: name });
  const device = (name: string) => page.locator('#devices button', { hasText: name });

  it('says what is wrong with a key', async () => {
    for (const key of ['sk_wrong', 'ключ', 'a b']) {
      await enter(key);
      await page.getByText('This key is not good: it is mistyped, revoked or expired.').waitFor();
    }
    const { key } = await server.tenant(undefined, ['production:read']);
    await enter(key);
    await page.getByText('This key may not see drones: it lacks the scope drone:read.').waitFor();
    await page.locator('#app').waitFor({ state: 'hidden' });
  });

  it('says that there is nothing yet', async () => {
    await enter((await server.tenant()).key);
    await page.getByText('There is no device group yet.').waitFor();
  });

  it('shows two devices move and a flight wait, and asks nobody else nor by an address with the key', async () => {
    const { key } = await server.tenant();
    const api = server.client(key);
    const group = await makeGroup(api, { name: 'Harbour' });
    const drones = await Promise.all(
      ['North <b>', 'South'].map((name) => Drone.enrolled(server, api, group, { name })),
    );
    const [north, south] = drones;
    // The antimeridian lies between them.
    [north.state, south.state] = [at(179.999, 0, 'WAYPOINT'), at(-179.999, 0.001, 'DOCKED')];
    await Promise.all(drones.map((drone) => drone.online(api)));
    const waypoints = [-179.998, -179.997].map((lon) => ({ lat: 0.002, lon, alt: 40 }));
    const { missionId } = (await api.post('/v3/missions', { name: 'M', waypoints })).body.mission as Fields;
    await makeJob(api, group, { name: 'Survey', missionId, deviceId: south.id });
    await makeJob(api, group, { name: 'Later', deviceId: north.id });

    await enter(key);
    await page.locator('#status', { hasText: /^Live$/ }).waitFor();
    await page.getByText('▲ 1 flying').waitFor();
    await flight('Later').locator('.below:not(:empty)').waitFor();
    expect(await device('North <b>').textContent()).toContain('64\u00a0%');
    await device('South').click();
    await page.locator('#details').getByText('0.001000, -179.999000').waitFor();
    const before = await picture();
    await south.start();
    Object.assign(south.state, at(-179.998, 0.002, 'WAYPOINT'));
    await south.report('progress', { percent: 50, phase: 'MISSION', waypointIndex: 1, etaSeconds: 5 });
    await page.locator('#details').getByText('0.002000, -179.998000').waitFor();
    await flight('Survey').getByText('South · mission, waypoint 2 of 2, 5 s left').waitFor();
    expect((await picture()).equals(before)).toBe(false);
    await south.loseLink();
    await page.getByText('✕ 1 link lost').waitFor();

    expect(asked.filter((url) => url.includes(key))).toEqual([]);
    expect(asked.filter((url) => url.startsWith('ws:'))).toHaveLength(1);
    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(new Set([new URL(server.url).host]));
    expect(page.url()).toBe(`${server.url}/v3/map`);
    expect(complaints).toEqual([]);
    await Promise.all(drones.map((drone) => drone.stop()));
  });

  it('says when the connection is lost, comes back, and ends with its key', async () => {
    const { key, id } = await server.tenant();
    const api = server.client(key);
    const drone = await Drone.enrolled(server, api, await makeGroup(api), { name: 'North' });
    await drone.online(api);
    await enter(key);
    await page.getByText('● 1 on the ground').waitFor();
    await server.kill();
    await page.getByText('Connection lost. What you see is of').waitFor();
    await page.getByText('◌ 1 last known').waitFor();
    await drone.stop();
    await server.start();
    await page.locator('#status', { hasText: /^Live$/ }).waitFor();
    await server.client().delete(`/platform/v1/api-keys/${id}`);
    await page.getByText('This key is not good').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});
