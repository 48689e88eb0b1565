import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import texts from '../../src/zendesk/app/translations/en.json' with { type: 'json' };
import { type BrowserWorld, startBrowserWorld, violations } from './browser-setup.ts';
import { moreCustomers } from './more-customers.ts';
import { STATES } from './states.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld(moreCustomers);
});
afterAll(() => world.close());

function textOf(key: string): string {
  const [group = '', name = ''] = key.split('.');
  const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = texts.sidebar;
  return groups[group]?.[name] ?? key;
}

describe.each([['light'], ['dark']] as const)(
  'in the %s scheme axe finds nothing wrong with',
  (colorScheme) => {
    it.each(STATES)('$name', async ({ open, sign }) => {
      const ticket = await open(world, { as: world.addAgent(), colorScheme, width: 320 });
      try {
        await ticket.app.getByText(textOf(sign), { exact: true }).first().waitFor();
        for (const fold of await ticket.app.locator('summary').all()) await fold.click();
        expect(await violations(ticket)).toEqual([]);
        const wide = await ticket.app
          .locator('html')
          .evaluate((html) => [html.scrollWidth, html.clientWidth] as const);
        expect(wide[0], 'nothing sticks out of 320 pixels').toBe(wide[1]);
      } finally {
        await ticket.context.close();
      }
    });
  },
);
