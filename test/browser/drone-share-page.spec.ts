import type { BrowserContext } from 'playwright-core';
import { chromiumPath, openBrowser } from '../support/browser';
import { RowFleet } from '../support/drone-row-fleet';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

if (!chromiumPath) console.warn('Chromium is not installed: the browser tests are left out');

(chromiumPath ? describe : describe.skip)('the page of a share', () => {
  let server: Server;
  let browser: BrowserContext;

  beforeAll(async () => {
    server = await startServer();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('shows the device live, asks nobody else, and says when the share has ended', async () => {
    const fleet = await RowFleet.of(server, (await server.tenant()).key);
    const body = { resourceId: fleet.deviceId, shareType: 'DEVICE_STATUS', permissions: ['view'], expiresIn: 600 };
    const { shareCode, shareUrl } = (await fleet.api.post('/v3/streams/share', body)).body.share as {
      shareCode: string;
      shareUrl: string;
    };
    const page = await browser.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(shareUrl);
    await page.getByText('Waiting for the drone').waitFor();
    await fleet.hear(64);
    await page.getByText('64 %').waitFor();
    await page.getByText('Live').waitFor();
    expect(await page.locator('dl').textContent()).toContain('37.7');
    expect(new Set(asked)).toEqual(new Set([new URL(server.url).host]));
    expect(complaints).toEqual([]);
    await fleet.api.delete(`/v3/shares/${shareCode}`);
    await page.getByText('This share has ended.').waitFor();
  });
});
