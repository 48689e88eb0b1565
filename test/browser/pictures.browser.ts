import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type BrowserWorld, SCREENSHOTS, startBrowserWorld } from './browser-setup.ts';
import { moreCustomers } from './more-customers.ts';
import { STATES } from './states.ts';

const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'];
const WIDTHS = [320, 380];
/** In every language; the others are drawn in English, in both schemes. */
const TRANSLATED = ['billing-error', 'chooser', 'not-billing', 'checking', 'expired'];

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld(moreCustomers);
});
afterAll(() => world.close());

const SERIES = [
  ...LANGUAGES.map((locale) => ({ locale, colorScheme: 'light' as const, states: TRANSLATED })),
  { locale: 'en', colorScheme: 'dark' as const, states: STATES.map(({ name }) => name) },
];

describe.each(SERIES)('pictures in $locale, $colorScheme', ({ locale, colorScheme, states }) => {
  it.each(STATES.filter(({ name }) => states.includes(name)))('$name', async ({ name, open }) => {
    const ticket = await open(world, { as: world.addAgent(), locale, colorScheme });
    try {
      await ticket.app.getByRole('heading', { level: 1 }).waitFor();
      expect(await ticket.app.locator('html').getAttribute('lang')).toBe(locale);
      // Whatever is shown is a whole sentence of the language, not a key.
      expect(await ticket.app.locator('main').innerText()).not.toMatch(/\b[a-z]+\.[a-z]+[A-Z_]\w*\b|\{\w+\}/);
      for (const width of WIDTHS) {
        await ticket.page.setViewportSize({ width, height: 900 });
        await ticket.page.waitForTimeout(200);
        const path = fileURLToPath(new URL(`${name}-${locale}-${colorScheme}-${width}.png`, SCREENSHOTS));
        await ticket.page.screenshot({ path, fullPage: true });
        expect(existsSync(path)).toBe(true);
        const [inner, outer] = await ticket.app
          .locator('html')
          .evaluate((html) => [html.scrollWidth, html.clientWidth]);
        expect(inner, 'nothing sticks out').toBe(outer);
      }
    } finally {
      await ticket.context.close();
    }
  });
});
