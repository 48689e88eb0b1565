import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import {
  type BrowserWorld,
  composer,
  type OpenTicket,
  SCREENSHOTS,
  startBrowserWorld,
  violations,
} from './browser-setup.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterAll(() => world.close());

const button = ({ app }: OpenTicket, name: string) => app.getByRole('button', { name, exact: true });
const reply = ({ app }: OpenTicket) =>
  app.getByRole('region', { name: 'Drafted reply' }).locator('p').first();

async function opened(key: string): Promise<OpenTicket> {
  const ticket = await world.openTicket(await world.checked(key), { as: world.addAgent() });
  onTestFinished(() => ticket.context.close());
  await button(ticket, 'Shorter').waitFor();
  return ticket;
}

it('an agent has the reply made shorter, then in French, and inserts what is shown', async () => {
  const ticket = await opened('missing-discount');
  const drafted = await reply(ticket).innerText();
  await button(ticket, 'Shorter').click();
  await expect.poll(async () => (await reply(ticket).innerText()).length).toBeLessThan(drafted.length);
  await ticket.app.getByLabel('Language of the reply').selectOption('fr');
  await expect.poll(() => reply(ticket).innerText()).toMatch(/^Bonjour/);
  expect(await reply(ticket).getAttribute('lang')).toBe('fr');
  expect(await violations(ticket)).toEqual([]);
  await ticket.page.screenshot({ path: new URL('reworded.png', SCREENSHOTS).pathname, fullPage: true });
  await button(ticket, 'Insert as public reply').click();
  await expect.poll(async () => (await composer(ticket)).text).toMatch(/^Bonjour/);

  await button(ticket, 'Shorter').click();
  await ticket.app.getByLabel('Language of the reply').selectOption('');
  await expect.poll(() => reply(ticket).innerText()).toBe(drafted);
});

it('the draft stays while Stripe is away, and the agent is told', async () => {
  const ticket = await opened('card-hold');
  const drafted = await reply(ticket).innerText();
  const fault = world.sidebar.stripe.faults.add({ route: /GET \/v1\//, fault: faults.serverError(500) });
  try {
    await button(ticket, 'Warmer').click();
    await ticket.app.getByText('It could not be worded anew').waitFor();
    expect(await reply(ticket).innerText()).toBe(drafted);
    await expect.poll(() => button(ticket, 'Warmer').getAttribute('aria-pressed')).toBe('false');
  } finally {
    fault.off();
  }
});
