import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type BrowserWorld, composer, inApp, startBrowserWorld } from './browser-setup.ts';
import { moreCustomers, TWINS } from './more-customers.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld(moreCustomers);
});
afterAll(() => world.close());

async function walker(ticketId: string) {
  const ticket = await world.openTicket(ticketId, { as: world.addAgent() });
  onTestFinished(() => ticket.context.close());
  await ticket.app.getByRole('heading', { level: 1 }).waitFor();
  const { page } = ticket;
  const focused = (): Promise<string> => inApp(ticket, `(document.activeElement?.textContent ?? '').trim()`);
  return {
    ...ticket,
    focused,
    /** Presses Tab until what has the focus is called so; every stop on the way can be seen to have it. */
    async tabTo(name: string | RegExp): Promise<void> {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        const at = await focused();
        if (typeof name === 'string' ? at === name : name.test(at)) {
          const { outlineStyle, boxShadow } = await inApp<{ outlineStyle: string; boxShadow: string }>(
            ticket,
            '(({ outlineStyle, boxShadow }) => ({ outlineStyle, boxShadow }))(getComputedStyle(document.activeElement))',
          );
          expect([outlineStyle, boxShadow], `${at} shows that it has the focus`).not.toEqual([
            'none',
            'none',
          ]);
          return;
        }
      }
      throw new Error(`Tab never came to ${String(name)}`);
    },
  };
}

it('a correction is proposed and the draft inserted with the keyboard alone', async () => {
  const ticket = await walker(await world.checked('duplicate-charge'));
  const { keyboard } = ticket.page;
  await ticket.tabTo('Confirm this customer');
  await keyboard.press('Enter');
  await ticket.app.getByText('Is this the right customer?').waitFor({ state: 'detached' });
  await ticket.tabTo('Propose correction');
  await keyboard.press('Space');
  await ticket.app.getByText('Waits for approval', { exact: true }).waitFor();
  await ticket.tabTo('Insert as internal note');
  await keyboard.press('Enter');
  await ticket.app.getByText('Inserted as an internal note.').waitFor();
  expect((await composer(ticket)).type).toBe('internalNote');
  await ticket.tabTo(/^What was not checked \(\d+\)$/);
  await keyboard.press('Enter');
  await ticket.tabTo('No');
  await keyboard.press('Enter');
  await ticket.tabTo('Send');
  await keyboard.press('Enter');
  await ticket.app.getByText('Thank you. It was noted.').waitFor();
});

it('a customer is chosen with the arrow keys', async () => {
  const ticket = await walker(await world.checked(`ticket:${world.ticketFrom(TWINS)}`));
  const { keyboard } = ticket.page;
  for (let presses = 0; presses < 20; presses += 1) {
    await keyboard.press('Tab');
    if (await inApp(ticket, `document.activeElement?.getAttribute('type') === 'radio'`)) break;
  }
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await ticket.tabTo('Check the chosen customer');
  await keyboard.press('Enter');
  await ticket.app.getByRole('heading', { name: 'Nothing wrong found' }).waitFor();
});

it('what changes by itself is told to whoever does not see it', async () => {
  const ticketId = world.ticketFrom('nobody@nowhere.example', { tags: ['billing'] });
  const ticket = await walker(ticketId);
  await ticket.app.getByRole('button', { name: 'Check this ticket' }).click();
  await ticket.app.getByRole('heading', { name: 'Cannot tell yet' }).waitFor();
  await ticket.app.getByRole('status').filter({ hasText: 'New check ready' }).waitFor();
  expect(await ticket.app.getByRole('main').count()).toBe(1);
});
