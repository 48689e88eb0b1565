import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import {
  type BrowserWorld,
  composer,
  type OpenOptions,
  type OpenTicket,
  startBrowserWorld,
} from './browser-setup.ts';
import { moreCustomers, TWINS } from './more-customers.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld(moreCustomers);
});
afterAll(() => world.close());

async function opened(ticketId: string, options: OpenOptions = {}): Promise<OpenTicket> {
  const ticket = await world.openTicket(ticketId, { as: world.addAgent(), ...options });
  onTestFinished(() => ticket.context.close());
  return ticket;
}

const button = ({ app }: OpenTicket, name: string) => app.getByRole('button', { name, exact: true });
const heading = ({ app }: OpenTicket, name: string) => app.getByRole('heading', { name, exact: true });

describe('an agent', () => {
  it('has a ticket checked that was not, and sees the check come in', async () => {
    const ticket = await opened(world.ticket('missing-discount'));
    await button(ticket, 'Check anyway').click();
    await heading(ticket, 'Billing error').waitFor();
    expect(ticket.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('sees how far a check is, which begins anew and ends although the server is restarted', async () => {
    const ticketId = world.ticket('duplicate-charge');
    const hang = world.sidebar.stripe.faults.add({ route: 'GET /v1/invoices', fault: faults.hang() });
    const ticket = await opened(ticketId);
    await button(ticket, 'Check anyway').click();
    await heading(ticket, "Checking this customer's billing").waitFor();
    await ticket.app.getByText('Customer found').waitFor();
    for (let waited = 0; hang.struck === 0 && waited < 5_000; waited += 50) await sleep(50);
    await world.sidebar.stop();
    hang.off();
    await ticket.app.getByText('The billing-check server cannot be reached').waitFor();
    await world.sidebar.start();
    await heading(ticket, 'Billing error').waitFor({ timeout: 40_000 });
    expect(await ticket.app.getByText('cannot be reached').count()).toBe(0);
  });

  it('sees what arrives by itself, without touching anything', async () => {
    const ticketId = world.ticketFrom('nobody@nowhere.example', { tags: ['billing'] });
    const ticket = await opened(ticketId);
    await heading(ticket, 'Not checked yet').waitFor();
    await world.checked(`ticket:${ticketId}`);
    await heading(ticket, 'Cannot tell yet').waitFor();
  });

  it('inserts the draft as a public reply, or as an internal note, and copies it', async () => {
    const ticket = await opened(await world.checked('card-hold'));
    await button(ticket, 'Insert as public reply').click();
    await ticket.app.getByText('Inserted into the composer.').waitFor();
    const reply = await composer(ticket);
    expect(reply.type).toBe('publicReply');
    expect(reply.text).toMatch(/^(?:Hi|Hello|Hallo|Dear|Guten)[\s\S]+The Doorlist Billing Team$/);
    await button(ticket, 'Insert as internal note').click();
    await ticket.app.getByText('Inserted as an internal note.').waitFor();
    expect(await composer(ticket)).toEqual({ type: 'internalNote', text: reply.text + reply.text });
    await ticket.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(ticket, 'Copy').click();
    await ticket.app.getByText('Copied.').waitFor();
  });

  it('reads that a reply is not in the customer’s language', async () => {
    const { email = '' } = world.sidebar.world.stories.find(({ key }) => key === 'duplicate-charge') ?? {};
    const body = 'Buongiorno, mi è stato addebitato due volte lo stesso importo sulla carta, perché? Grazie.';
    const ticketId = world.ticketFrom(email, { tags: ['billing'], body });
    const ticket = await opened(await world.checked(`ticket:${ticketId}`));
    const said = 'The customer writes in Italian; the reply is in English.';
    await ticket.app.locator('p').filter({ hasText: said }).waitFor();
    expect(await ticket.app.getByText(/^Hi \w+,/).count()).toBe(1);
  });

  it('is told when Zendesk does not take the draft', async () => {
    const ticket = await opened(await world.checked('card-hold'));
    await heading(ticket, 'Drafted reply').waitFor();
    await ticket.page.evaluate("window.desk.broken.push('ticket.comment.appendText')");
    await button(ticket, 'Insert as public reply').click();
    await ticket.app.getByText('Zendesk did not take the text. Copy it instead.').waitFor();
    expect((await composer(ticket)).text).toBe('');
  });

  it('confirms who the customer is, proposes, and sees it approved and carried out', async () => {
    const ticketId = await world.checked('duplicate-charge');
    const ticket = await opened(ticketId);
    await button(ticket, 'Confirm this customer').click();
    await heading(ticket, 'Is this the right customer?').waitFor({ state: 'detached' });
    await button(ticket, 'Propose correction').click();
    const states = ticket.app.locator('article[data-state]');
    await ticket.app.getByText('Waits for approval', { exact: true }).waitFor();
    expect(await states.count()).toBe(1);
    expect(await ticket.app.getByText('It was proposed already: waits for approval.').count()).toBe(1);
    const [correction] = await world.sidebar.corrections(ticketId);
    if (correction === undefined) throw new Error('a correction was proposed');
    expect(correction.requester).toMatch(/^zendesk:\d+$/);

    await world.approve(correction.id);
    await ticket.app.locator('article[data-state="executed"]').waitFor({ timeout: 20_000 });
    expect(await states.count()).toBe(1);
    expect(await ticket.app.getByText('Approved by terminal:ops').count()).toBe(1);
    // What is done is not offered again; a new check finds nothing left.
    await ticket.app.getByText('It was carried out since: check again to see what is left.').waitFor();
    expect(await button(ticket, 'Propose correction').count()).toBe(0);
    await button(ticket, 'Check again').click();
    await heading(ticket, 'Billing error').waitFor({ state: 'detached' });
    expect(world.sidebar.stripe.account.effects.with('correction_id', correction.id)).toHaveLength(1);
  });

  it('chooses whom the ticket is about where several match', async () => {
    const ticket = await opened(await world.checked(`ticket:${world.ticketFrom(TWINS)}`));
    await heading(ticket, 'Several customers match').waitFor();
    const choose = button(ticket, 'Check the chosen customer');
    expect(await choose.isDisabled()).toBe(true);
    await ticket.app.getByText('Twin Hall South').click();
    await choose.click();
    await heading(ticket, 'Nothing wrong found').waitFor();
    expect(await ticket.app.getByText('Twin Hall South').count()).toBe(1);
    // Whom an agent chose is not thereby certain.
    await button(ticket, 'Confirm this customer').waitFor();
  });

  it('looks at an earlier check, and goes back to the newest', async () => {
    const ticketId = await world.checked('card-hold');
    await world.checked(`ticket:${ticketId}`);
    const ticket = await opened(ticketId);
    await ticket.app.locator('summary', { hasText: 'Earlier checks' }).click();
    await ticket.app.getByRole('button', { name: /^Show the check of/ }).click();
    await ticket.app.getByText('You are looking at an earlier check.').waitFor();
    expect(await button(ticket, 'Check again').count()).toBe(0);
    await button(ticket, 'Back to the newest check').click();
    await button(ticket, 'Check again').waitFor();
  });

  it('says that a check was wrong, and what was', async () => {
    const ticketId = await world.checked('card-hold');
    const as = world.addAgent();
    const ticket = await opened(ticketId, { as });
    await button(ticket, 'No').click();
    await ticket.app.getByText('An amount', { exact: true }).click();
    await ticket.app.getByLabel('In your words (optional)').fill('It was 12 less. 4242424242424242');
    await button(ticket, 'Send').click();
    await ticket.app.getByText('Thank you. It was noted.').waitFor();
    const analysisId = (await world.sidebar.app.store.latestAnalysisIdOfTicket(ticketId)) ?? '';
    const said = await world.sidebar.app.store.feedbackBy(`zendesk:${as.id}`, analysisId);
    expect(said).toMatchObject({ is_helpful: false, about: 'amount' });
    expect(said?.comment).toContain('It was 12 less.');
    expect(said?.comment).not.toContain('4242424242424242');
  });

  it('keeps the session while the ticket is looked at, long after it would have ended', async () => {
    const ticket = await opened(await world.checked('card-hold'), { ownClock: true });
    await button(ticket, 'Check again').waitFor();
    for (let minutes = 0; minutes < 48; minutes += 12) {
      const renewed = ticket.page.waitForResponse((answer) => answer.url().endsWith('/api/sidebar/session'));
      world.sidebar.advance(12 * 60);
      await ticket.context.clock.fastForward('12:00');
      expect((await renewed).status()).toBe(200);
    }
    await button(ticket, 'Check again').click();
    await button(ticket, 'Check again').waitFor();
    expect(await heading(ticket, 'This session has ended').count()).toBe(0);
    expect(ticket.complaints).toEqual([]);
  });

  it('is told how to go on when the session has ended', async () => {
    const ticket = await opened(await world.checked('card-hold'));
    await button(ticket, 'Check again').waitFor();
    world.sidebar.advance(31 * 60);
    await button(ticket, 'Check again').click();
    await heading(ticket, 'This session has ended').waitFor();
    await ticket.app.getByText('Reload the ticket in your browser').waitFor();
  });

  it('reads of a failed action why it failed, and keeps what was on the page', async () => {
    const ticketId = await world.checked('card-hold');
    const ticket = await opened(ticketId);
    for (let clicks = 0; clicks < 7; clicks += 1) {
      await button(ticket, 'Check again').click();
      await sleep(150);
      if ((await ticket.app.getByText('Not right now').count()) > 0) break;
      await button(ticket, 'Check again').waitFor();
    }
    await ticket.app.getByText('That were many checks within a minute: wait a moment.').waitFor();
    expect(await heading(ticket, 'Drafted reply').count()).toBe(1);
  });
});
