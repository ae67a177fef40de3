import type { BrowserContext, Page } from 'playwright-core';
import { surfaces } from '../../src/app.module';
import { chromiumPath, openBrowser } from '../support/browser';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const SUCCESS: Record<string, number> = { compute: 200 };
const CREATES = surfaces.documented.flatMap(({ name, title, example }) =>
  example ? [{ name, title, path: example.path }] : [],
);

if (!chromiumPath) console.warn('Chromium is not installed: the browser tests are left out');

(chromiumPath ? describe : describe.skip)('Swagger UI', () => {
  let server: Server;
  let browser: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    server = await startServer();
    browser = await openBrowser();
    page = await browser.newPage();
    await page.goto(`${server.url}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.modal-ux input[type=text]').fill(server.key);
    await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).click();
    await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).click();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it.each(CREATES)('creates a $name job from its prefilled example', async ({ name, title, path }) => {
    const { body: document } = await server.stranger().get('/openapi.json');
    const template = Object.keys(document.paths).find((candidate) =>
      new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    )!;
    const { paths } = (await server.stranger().get(`/openapi/${name}.json`)).body;
    const { tags, operationId } = paths[template].post as { tags: string[]; operationId: string };
    // Swagger UI puts on the page only what is near the view: this document begins with the operations of the surface.
    await page.goto(`${server.url}/docs?urls.primaryName=${encodeURIComponent(title)}`);
    const operation = page.locator(`#operations-${tags[0].replaceAll(' ', '_')}-${operationId}`);
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const status = operation.locator('.live-responses-table tbody .response-col_status').first();
    await status.waitFor();
    expect(Number.parseInt((await status.textContent()) ?? '', 10)).toBe(SUCCESS[name] ?? 201);
  });

  it('offers one document per surface', async () => {
    const offered = await page.locator('select#select option').allTextContents();
    expect(offered).toEqual(['all', ...surfaces.documented.map(({ title }) => title)]);
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  });
});
