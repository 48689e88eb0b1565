import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { SCREENSHOTS } from '../browser-setup.ts';
import { type DeskWorld, type OpenDesk, startDeskWorld, storyTicket } from './desk-world.ts';
import { violations } from './slack-page.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

const MAYA = 'Maya Lindqvist (Support agents)';
const ELENA = 'Elena Rossi (Finance approvers)';

interface Proposal {
  readonly desk: OpenDesk;
  readonly ticketId: string;
  readonly id: string;
  /** In #finance, as Elena sees it. */
  readonly card: Locator;
  stored(): Promise<StoredCorrection>;
}

/** A ticket's correction is proposed by Maya in the triage channel; Elena looks at its card. */
async function proposed(key: string): Promise<Proposal> {
  const { ticketId } = storyTicket(world, key);
  const desk = await world.open();
  onTestFinished(() => desk.context.close());
  const { slack } = desk;
  await slack.getByLabel('Acting as').selectOption({ label: MAYA });
  await slack.getByRole('button', { name: 'billing-triage', exact: true }).click();
  const result = slack.getByRole('article').filter({ hasText: `#${ticketId}` });
  await result
    .getByRole('button', { name: /^Propose/ })
    .first()
    .click();
  const [correction] = await vi.waitUntil(
    async () => {
      const found = await world.demo.app.store.correctionsOf({ ticket_id: ticketId });
      return found.length > 0 && found;
    },
    { timeout: 15_000, interval: 50 },
  );
  const id = correction?.id ?? 'none';
  await slack.getByLabel('Acting as').selectOption({ label: ELENA });
  const card = slack.getByRole('article').filter({ hasText: id });
  await slack.getByRole('button', { name: 'finance', description: 'unread' }).click();
  await card.getByRole('button', { name: 'Reject' }).waitFor();
  return {
    desk,
    ticketId,
    id,
    card,
    async stored() {
      const found = await world.demo.app.store.loadCorrection(id);
      if (found === null) throw new Error('the correction is kept');
      return found;
    },
  };
}

describe('an approver in Slack', () => {
  it('rejects with a reason, which whoever asked reads', async () => {
    const { desk, card, stored } = await proposed('duplicate-charge');
    const { slack, page } = desk;
    await card.getByRole('button', { name: 'Reject' }).click();
    const form = slack.getByRole('dialog', { name: 'Reject the correction' });
    await form.getByRole('button', { name: 'Reject' }).click();
    await form.getByText('Please complete this required field.').waitFor();
    const reason = form.getByRole('textbox', { name: 'Reason' });
    expect(await reason.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(await violations(page, '.slack')).toEqual([]);
    await page.screenshot({ path: new URL('desk-slack-form.png', SCREENSHOTS).pathname });

    // Blanks pass Slack; the app itself answers that there is no sentence.
    await reason.fill('   ');
    await form.getByRole('button', { name: 'Reject' }).click();
    await form.getByText('Write a sentence: somebody reads it.').waitFor();
    expect((await stored()).state).toBe('proposed');
    await reason.fill('The second order was real: <b>asked</b> the customer.');
    await form.getByRole('button', { name: 'Reject' }).click();
    await form.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    expect((await stored()).state).toBe('rejected');

    await slack.getByLabel('Acting as').selectOption({ label: MAYA });
    await slack.getByRole('button', { name: 'billing-check', exact: true }).click();
    await slack.getByRole('button', { name: 'Messages' }).click();
    await slack.getByText('The second order was real: <b>asked</b> the customer.').waitFor();
    expect(desk.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('makes the amount smaller, and is told in the form when it is none', async () => {
    const { desk, card, stored } = await proposed('charged-after-cancellation');
    const { slack } = desk;
    const before = (await stored()).amount ?? 0;
    await card.getByRole('button', { name: 'Change amount' }).click();
    const form = slack.getByRole('dialog', { name: 'Change the amount' });
    const amount = form.getByRole('textbox', { name: /^New amount/ });
    await form.getByRole('textbox', { name: 'Reason' }).fill('Half of it was used.');
    await amount.fill('a lot');
    await form.getByRole('button', { name: 'Change' }).click();
    await form.locator('.slack-error').waitFor();
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    await amount.fill('1.00');
    await form.getByRole('button', { name: 'Change' }).click();
    await form.waitFor({ state: 'detached' });
    await card.getByText(/^Changed from/).waitFor();
    expect(before).toBeGreaterThan(100);
    expect(await stored()).toMatchObject({ state: 'proposed', amount: 100, version: 2 });
  });

  it('does it all by keyboard: opens Home, follows it to the card, confirms who it is and approves', async () => {
    const { desk, card, id, stored } = await proposed('taxed-though-exempt');
    const { slack, page } = desk;
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await slack.getByRole('button', { name: 'billing-check', exact: true }).focus();
    await press('Enter');
    const home = slack.getByRole('region', { name: 'Home of the app' });
    const link = home.getByRole('link', { name: 'open the card' }).first();
    await link.waitFor();
    expect(await violations(page, '.slack')).toEqual([]);
    await page.screenshot({ path: new URL('desk-slack-home.png', SCREENSHOTS).pathname });
    await link.focus();
    await press('Enter');
    await slack.getByRole('heading', { name: '#finance' }).waitFor();

    const confirm = card.getByRole('button', { name: 'Confirm who this is' });
    await confirm.focus();
    await press('Enter');
    await slack.getByRole('alertdialog', { name: 'Confirm who this is?' }).waitFor();
    await press('Tab', 'Tab', 'Enter');
    await confirm.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Approve' }).focus();
    await press('Enter');
    const question = slack.getByRole('alertdialog', { name: /^Approve/ });
    await question.waitFor();
    await page.screenshot({ path: new URL('desk-slack-confirm.png', SCREENSHOTS).pathname });
    await press('Escape');
    await question.waitFor({ state: 'detached' });
    expect((await stored()).state).toBe('proposed');
    await press('Enter');
    await question.waitFor();
    await press('Tab', 'Tab', 'Enter');
    await card.getByText(/^Approved by/).waitFor();
    await expect.poll(async () => (await stored()).state, { timeout: 20_000 }).toBe('executed');
    expect(world.demo.stripe.account.effects.with('correction_id', id).length).toBeGreaterThan(0);
  });
});
