import { describe, expect, it } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS, BLOCKS } from '../../src/slack/ids.ts';
import { audited, cards, checked, proposed, settled, told } from './correction-setup.ts';

describe('from the result to a decision', () => {
  it('proposes with a click, shows finance a card, approves with another, and says so on the card', async () => {
    const { slack, app, id, card } = await proposed();
    const { maya, elena, finance } = slack.known;
    expect(told(slack, maya)).toContain('Proposed to finance: credit note of $59.50');
    const text = visibleText(card());
    for (const words of [
      'To approve: credit note of $59.50',
      'Jane Roe',
      '#4711',
      'Charged twice for one order: $59.50',
      'over-charged: 2 × 59.50 − 59.50 = 59.50',
      '$59.50 refunded; $9.50 of it is tax',
      'What the customer will see',
    ])
      expect(text).toContain(words);
    expect(JSON.stringify(card().blocks)).toContain('Approve $59.50?');

    const sent = await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    expect(sent.status).toBe(200);
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({
      state: 'approved',
      decisions: [{ actor: `slack:${elena.id}`, verdict: 'approve', correction_version: 1 }],
    });
    expect(cards(slack)).toHaveLength(1);
    expect(visibleText(card())).toContain('Approved: credit note of $59.50');
    expect(visibleText(card())).toContain('Approved by ');
    expect(JSON.stringify(card().blocks)).toContain(`"user_id":"${elena.id}"`);
    expect(JSON.stringify(card().blocks)).not.toContain(BLOCKS.correctionActions);
    expect(slack.ephemerals(elena, finance).map(visibleText).join()).toContain(
      'You approved the credit note of $59.50',
    );
    expect(slack.directMessages(maya).map(visibleText).join()).toMatch(
      /Credit note of \$59\.50\n for Jane Roe.*approved/s,
    );
    expect(await app.store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('tells who approved what they did, also when the answer was lost first', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena } = slack.known;
    const lost = slack.faults.add({
      route: 'POST /actions/*',
      fault: faults.serverError(500),
      calls: 'first',
    });
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(lost.struck).toBe(1);
    expect(told(slack, elena)).toContain('You approved the credit note of $59.50');
    expect(told(slack, elena)).not.toContain('already');
    expect((await app.store.loadCorrection(id))?.decisions).toHaveLength(1);
    expect((await audited(app, elena)).map(({ kind }) => kind)).toEqual(['correction_decided']);
  });

  it('takes a direct message where the click’s own way back is closed, and goes on in it', async () => {
    const { slack, app, result } = await checked();
    const { maya, elena } = slack.known;
    slack.faults.add({
      route: 'POST /actions/*',
      fault: { kind: 'answer', status: 404, body: 'used_url' },
    });
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    expect(slack.directMessages(maya).map(visibleText).join()).toContain('Proposed to finance');
    const [card] = cards(slack);
    if (card === undefined) throw new Error('no card');
    await slack.click({ user: elena, message: card, actionId: ACTIONS.approve });
    await settled(app);
    const messages = slack.directMessages(maya);
    expect(messages).toHaveLength(1);
    expect(messages.map(visibleText).join()).toContain('Approved by');
    expect(slack.directMessages(elena).map(visibleText).join()).toContain('You approved');
  });

  it('says what to set where finance has no channel', async () => {
    const { slack, app, result } = await checked({ config: { financeChannel: null } });
    const { maya } = slack.known;
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    expect(told(slack, maya)).toContain('set SLACK_FINANCE_CHANNEL');
    expect(await app.store.listCorrections(['proposed'])).toEqual([]);
  });
});
