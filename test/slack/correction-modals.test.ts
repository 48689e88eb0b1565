import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS, BLOCKS, INPUTS } from '../../src/slack/ids.ts';
import { carriedOut, type Proposed, proposed, settled, told } from './correction-setup.ts';
import { until } from './slack-setup.ts';

/** Elena clicks a button on the card and has its form before her. */
async function opened({ slack, card }: Proposed, actionId: string): Promise<void> {
  const { elena } = slack.known;
  await slack.click({ user: elena, message: card(), actionId });
  await until(() => slack.modals(elena).length === 1);
}

describe('change the amount', () => {
  it.each([
    ['0', 'above zero'],
    ['-5', 'above zero'],
    ['12.345', 'without fractions of its smallest unit'],
    ['59.51', 'The amount can only shrink'],
    ['59.50', 'is the amount already'],
    ['10,00 EUR', 'as a plain number'],
    ['1e3', 'as a plain number'],
    ['9007199254740993', 'as a plain number'],
  ])('%s is refused in the form', async (amount, sentence) => {
    const opening = await proposed();
    const { slack, app, id } = opening;
    await opened(opening, ACTIONS.change);
    const { elena } = slack.known;
    const values = { [INPUTS.amount]: amount, [INPUTS.reason]: 'Half of it was used.' };
    const sent = await slack.submitView({ user: elena, values });
    expect(sent.status).toBe(200);
    expect(slack.modals(elena).at(-1)?.errors[BLOCKS.amount]).toContain(sentence);
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ version: 1, amount: 5_950 });
  });

  it('a smaller one is a new version: the card shows it, and the old one cannot be approved any more', async () => {
    const opening = await proposed();
    const { slack, app, id, card } = opening;
    const { elena, tom, maya, finance } = slack.known;
    const before = structuredClone(card());
    await opened(opening, ACTIONS.change);
    const values = { [INPUTS.amount]: '30.00', [INPUTS.reason]: 'Half of it was used.' };
    await slack.submitView({ user: elena, values });
    expect(slack.modals(elena)).toEqual([]);
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({
      version: 2,
      amount: 3_000,
      state: 'proposed',
    });
    expect(slack.ephemerals(elena, finance).map(visibleText).join()).toContain('The amount is $30.00 now');
    expect(visibleText(card())).toContain('made smaller, from $59.50');
    expect(JSON.stringify(card().blocks)).toContain('Approve $30.00?');
    expect(slack.directMessages(maya).map(visibleText).join()).toContain('$30.00');
    await slack.click({ user: tom, message: before, actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, tom)).toContain('was changed since you looked at it');
    await slack.click({ user: tom, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved', amount: 3_000 });
  });
});

describe('reject', () => {
  it('needs a reason, which the card and whoever asked then show', async () => {
    const opening = await proposed();
    const { slack, app, id, card } = opening;
    const { elena, maya } = slack.known;
    await opened(opening, ACTIONS.reject);
    await slack.submitView({ user: elena, values: { [INPUTS.reason]: '   ' } });
    expect(slack.modals(elena).at(-1)?.errors[BLOCKS.reason]).toContain('Write a sentence');
    await slack.submitView({ user: elena, values: { [INPUTS.reason]: 'The customer used both seats.' } });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({
      state: 'rejected',
      decisions: [{ verdict: 'reject', reason: 'The customer used both seats.' }],
    });
    expect(visibleText(card())).toContain('The customer used both seats.');
    expect(JSON.stringify(card().blocks)).not.toContain(BLOCKS.correctionActions);
    expect(slack.directMessages(maya).map(visibleText).join()).toContain('The customer used both seats.');
    expect(told(slack, elena)).toContain('You rejected the credit note of $59.50');
  });

  it('is judged again when it is sent: meanwhile somebody approved', async () => {
    const opening = await proposed();
    const { slack, app, id, card } = opening;
    const { elena, tom } = slack.known;
    await opened(opening, ACTIONS.reject);
    await slack.click({ user: tom, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    await slack.submitView({ user: elena, values: { [INPUTS.reason]: 'No.' } });
    await settled(app);
    expect(told(slack, elena)).toContain('This was decided already by');
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved' });
  });
});

describe('the other buttons', () => {
  it('a question goes to the ticket; the correction stays as it is', async () => {
    const opening = await proposed();
    const { slack, app, id } = opening;
    await opened(opening, ACTIONS.askAgent);
    const question = 'Did the customer cancel in writing?';
    await slack.submitView({ user: slack.known.elena, values: { [INPUTS.reason]: question } });
    await settled(app);
    expect(told(slack, slack.known.elena)).toContain('Your question goes to ticket 4711');
    const job = await app.store.claimJob({ leaseMs: 60_000, types: ['ask-agent'] });
    expect(job?.payload).toMatchObject({ correction_id: id });
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'proposed' });
  });

  it('who asked withdraws it, from the answer; nobody else can', async () => {
    const { slack, app, id } = await proposed();
    const { maya, jonas, triage } = slack.known;
    const answer = slack
      .ephemerals(maya, triage)
      .find(({ blocks }) => JSON.stringify(blocks).includes(ACTIONS.withdraw));
    if (answer === undefined) throw new Error('no way back was offered');
    const forged = { ...answer, only_for: jonas.id };
    await slack.click({ user: jonas, message: forged, actionId: ACTIONS.withdraw });
    await settled(app);
    expect(told(slack, jonas)).toContain('Only who asked for a correction can withdraw it');
    await slack.click({ user: maya, message: answer, actionId: ACTIONS.withdraw });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'withdrawn' });
    expect(told(slack, maya)).toContain('You withdrew the credit note of $59.50');
  });

  it('a customer matched by address alone is confirmed before anybody approves', async () => {
    const { slack, app, id, card } = await proposed({ verified: false });
    const { elena, tom } = slack.known;
    expect(visibleText(card())).toContain('Matched by e-mail address only');
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, elena)).toContain('confirm who it is before money is returned');
    await slack.click({ user: tom, message: card(), actionId: ACTIONS.confirmIdentity });
    await settled(app);
    expect(told(slack, tom)).toContain('You confirmed who this is');
    expect(visibleText(card())).not.toContain('Matched by e-mail address only');
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved', is_identified: true });
  });

  it('what only a person can end is said to be done, or given up with a reason', async () => {
    const opening = await proposed();
    const { slack, app, id, card } = opening;
    const { elena, tom, maya } = slack.known;
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    await carriedOut(app, id, 'needs_person', 'Stripe shows two credit notes: look which one is right.');
    await until(() => visibleText(card()).includes('look which one is right'));
    await slack.click({ user: tom, message: card(), actionId: ACTIONS.done });
    await settled(app);
    expect(told(slack, tom)).toContain('Stripe is read again now');
    expect(await app.store.claimJob({ leaseMs: 60_000, types: ['verify-correction'] })).not.toBeNull();
    await opened(opening, ACTIONS.abandon);
    await slack.submitView({ user: elena, values: { [INPUTS.reason]: 'Credited by hand last week.' } });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'abandoned' });
    expect(visibleText(card())).toContain('Credited by hand last week.');
    expect(slack.directMessages(maya).map(visibleText).join()).toMatch(/given up.*Given up by/s);
  });
});
