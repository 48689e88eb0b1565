import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { formatMoney } from '../../../src/money.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { type DeskWorld, picture, startDeskWorld, storyTicket } from './desk-world.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

describe('an approver', () => {
  it('approves in Slack what an agent proposed in Zendesk, and everybody sees the one refund at once', async () => {
    const { story, ticketId } = storyTicket(world, 'duplicate-charge');
    const { amount, currency } = story.label.amount ?? { amount: 0, currency: '' };
    const owed = formatMoney({ amount, currency });
    const desk = await world.open({ ticketId });
    onTestFinished(() => desk.context.close());
    const { page, zendesk, app, slack } = desk;

    await app.getByRole('button', { name: 'Confirm this customer' }).click();
    await app.getByText('Is this the right customer?').waitFor({ state: 'detached' });
    await app.getByRole('button', { name: 'Propose correction' }).click();
    await app.getByText('Waits for approval', { exact: true }).waitFor();

    await slack.getByLabel('Acting as').selectOption({ label: 'Elena Rossi (Finance approvers)' });
    await slack.getByRole('button', { name: /^finance/ }).click();
    await slack.getByRole('button', { name: 'Approve', exact: true }).click();
    const question = slack.getByRole('alertdialog', { name: `Approve ${owed}?` });
    await question.getByRole('button', { name: 'Not now' }).click();
    const [proposed] = await world.demo.app.store.correctionsOf({ ticket_id: ticketId });
    expect(proposed).toMatchObject({ state: 'proposed', amount });

    await slack.getByRole('button', { name: 'Approve', exact: true }).click();
    await question.getByRole('button', { name: `Approve ${owed}` }).click();
    await app.locator('article[data-state="executed"]').waitFor();
    await zendesk.getByRole('article', { name: 'Internal note, billing-check' }).nth(1).waitFor();
    await slack.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
    await slack
      .getByText(/Approved by .*Elena Rossi/)
      .first()
      .waitFor();

    const address = page.url();
    await zendesk.getByRole('button', { name: 'How to begin' }).click();
    await slack
      .getByRole('link', { name: `#${ticketId}` })
      .first()
      .click();
    await zendesk.getByRole('heading', { name: story.ticket.subject, level: 1 }).waitFor();
    expect(page.url()).toBe(address);
    await app.locator('article[data-state="executed"]').waitFor();
    await picture(desk, 'executed-light');
    const correction = await world.demo.app.store.loadCorrection(proposed?.id ?? '');
    expect(correction?.state).toBe('executed');
    const made = world.demo.stripe.account.effects.with('correction_id', proposed?.id ?? '');
    expect(made.map(({ operation }) => operation)).toEqual(['POST /v1/refunds']);
    const refund = await fetch(`${world.demo.stripe.url}/v1/refunds/${made[0]?.object.id}`, {
      headers: { authorization: `Bearer ${SANDBOX_KEYS.read}` },
    });
    expect(await refund.json()).toMatchObject({ amount, currency, status: 'succeeded' });
    expect(desk.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('who proposed in Zendesk may not approve the same in Slack', async () => {
    const { ticketId } = storyTicket(world, 'taxed-though-exempt');
    const [, priya] = world.demo.agents;
    const desk = await world.open({ ticketId, ...(priya === undefined ? {} : { as: priya }) });
    onTestFinished(() => desk.context.close());
    const { app, slack } = desk;
    await app.getByRole('button', { name: 'Confirm this customer' }).click();
    await app.getByText('Is this the right customer?').waitFor({ state: 'detached' });
    await app.getByRole('button', { name: 'Propose correction' }).first().click();
    await app.getByText('Waits for approval', { exact: true }).waitFor();
    await slack
      .getByLabel('Acting as')
      .selectOption({ label: 'Priya Raman (Support agents, Finance approvers)' });
    await slack.getByRole('button', { name: /^finance/ }).click();
    await slack.getByRole('button', { name: 'Approve', exact: true }).last().click();
    await slack
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Approve/ })
      .click();
    await slack.getByText('Only visible to you').waitFor();
    const [correction] = await world.demo.app.store.correctionsOf({ ticket_id: ticketId });
    expect(correction?.state).toBe('proposed');
  });
});
