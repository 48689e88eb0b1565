import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { type DeskWorld, type OpenDesk, startDeskWorld, storyTicket } from './desk-world.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

async function opened(ticketId: string): Promise<OpenDesk> {
  const desk = await world.open({ ticketId });
  onTestFinished(() => desk.context.close());
  return desk;
}

describe('the app beside a ticket', () => {
  it('shows the result although the server was restarted while the check ran, and there is one note', async () => {
    const { demo } = world;
    const hang = demo.stripe.faults.add({ route: 'GET /v1/invoices', fault: faults.hang() });
    const { ticketId } = storyTicket(world, 'missing-discount');
    const { zendesk, app } = await opened(ticketId);
    await app.getByText('Customer found').waitFor();
    await vi.waitUntil(() => hang.struck > 0, 10_000);
    await demo.stopServer();
    hang.off();
    await app.getByText('The billing-check server cannot be reached').waitFor();
    await demo.startServer();
    await app.getByRole('heading', { name: 'Billing error' }).waitFor({ timeout: 40_000 });
    await zendesk.getByRole('article', { name: 'Internal note, billing-check' }).waitFor({ timeout: 40_000 });
    expect(await app.getByText('cannot be reached').count()).toBe(0);
    expect(demo.zendesk.notes(ticketId)).toHaveLength(1);
  });

  it('says that its session has ended and what to do; reloading begins a new one', async () => {
    const { ticketId } = storyTicket(world, 'card-hold');
    const { page, app, zendesk } = await opened(ticketId);
    const again = app.getByRole('button', { name: 'Check again' });
    await again.waitFor();
    world.advance(31 * 60);
    await again.click();
    await app.getByRole('heading', { name: 'This session has ended' }).waitFor();
    await app.getByText('Reload the ticket in your browser').waitFor();
    await page.reload();
    await app.getByRole('heading', { name: 'Charges are right, but confusing' }).waitFor();

    await again.waitFor();
    world.advance(31 * 60);
    await again.click();
    await app.getByRole('heading', { name: 'This session has ended' }).waitFor();
    await zendesk.getByRole('button', { name: 'Reload apps' }).click();
    await app.getByRole('heading', { name: 'Charges are right, but confusing' }).waitFor();
    await again.waitFor();
  });
});
