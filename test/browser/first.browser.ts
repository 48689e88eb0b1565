import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserWorld, SCREENSHOTS, startBrowserWorld } from './browser-setup.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterAll(() => world.close());

it('shows a stored check', async () => {
  const ticketId = await world.checked('duplicate-charge');
  const { page, app, complaints } = await world.openTicket(ticketId);
  try {
    await app.getByRole('heading', { level: 1 }).waitFor({ timeout: 8000 });
  } catch (error) {
    console.log(complaints, await page.frames()[1]?.content());
    throw error;
  }
  await page.waitForTimeout(800);
  await page.screenshot({ path: fileURLToPath(new URL('first.png', SCREENSHOTS)), fullPage: true });
  expect(complaints).toEqual([]);
});
