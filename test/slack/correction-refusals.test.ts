import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { audited, cards, checked, proposed, settled, told } from './correction-setup.ts';
import { until } from './slack-setup.ts';

const HOUR_MS = 3_600_000;

describe('who may not', () => {
  it.each([
    ['sam', 'You are not in a user group that may decide about corrections'],
    ['guest', 'Guests may not decide about corrections'],
    ['singleChannelGuest', 'Guests may not decide'],
    ['former', 'deactivated'],
    ['otherBot', 'Bots may not decide'],
    ['stranger', 'Only members of the workspace'],
  ] as const)('%s may not approve, whatever group they are in; it is audited', async (name, sentence) => {
    const { slack, app, id, card } = await proposed();
    const user = slack.known[name];
    slack.known.finance.members.add(user.id);
    if (name !== 'sam') slack.known.approvers.members.add(user.id);
    for (const actionId of [ACTIONS.approve, ACTIONS.reject, ACTIONS.change]) {
      const sent = await slack.click({ user, message: card(), actionId, forge: { team: slack.team.id } });
      expect(sent.status).toBe(200);
      await settled(app);
    }
    await until(async () => (await audited(app, user)).length === 3);
    const refusals = await audited(app, user);
    expect(refusals.map(({ kind, subject }) => [kind, subject])).toEqual(Array(3).fill(['refused', id]));
    expect(slack.modals(user)).toEqual([]);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'proposed', decisions: [] });
    expect(told(slack, user)).toContain(sentence);
  });

  it('an agent who approves nothing may not propose either once the policy names other groups', async () => {
    const { slack, app, result } = await checked({
      approvals: { requesters: ['S0NOBODY'], expires_after_hours: 72 },
    });
    const { maya } = slack.known;
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    expect(told(slack, maya)).toMatch(/could not be asked|not in a user group/);
    expect((await audited(app, maya)).map(({ kind }) => kind)).toContain('refused');
    expect(cards(slack)).toEqual([]);
  });

  it('nobody approves their own request, nor from a second account with the same address', async () => {
    const { slack, app, result } = await checked();
    const { priya, tom, triage } = slack.known;
    tom.email = `${priya.email?.toUpperCase()}`;
    await slack.click({ user: priya, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    const [card] = cards(slack);
    if (card === undefined) throw new Error('no card');
    for (const user of [priya, tom]) {
      await slack.click({ user, message: card, actionId: ACTIONS.approve });
      await settled(app);
      expect(told(slack, user)).toContain('You asked for this correction yourself');
      expect((await audited(app, user)).at(-1)?.kind).toBe('refused');
    }
    expect((await app.store.listCorrections(['proposed']))[0]?.decisions).toEqual([]);
    expect(slack.messages(triage)).not.toEqual([]);
  });

  it('a group left is a right lost within a minute', async () => {
    let now = Date.now();
    const { slack, app, id, card } = await proposed({ clock: () => now });
    const { elena, approvers } = slack.known;
    await slack.openApp({ user: elena, tab: 'home' });
    await settled(app);
    approvers.members.delete(elena.id);
    now += 61_000;
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'proposed' });
    expect(told(slack, elena)).toContain('not in a user group');
  });
});

describe('what cannot be decided', () => {
  it('an expired one', async () => {
    let now = Date.now();
    const { slack, app, id, card } = await proposed({
      clock: () => now,
      approvals: { expires_after_hours: 1 },
    });
    now += HOUR_MS + 1_000;
    const late = await slack.click({ user: slack.known.elena, message: card(), actionId: ACTIONS.approve });
    expect(late.status).toBe(200);
    await settled(app);
    expect(told(slack, slack.known.elena)).toContain('This correction has expired');
    const before = structuredClone(card());
    await app.store.expireCorrections();
    await settled(app);
    expect(visibleText(card())).toContain('Expired');
    await slack.click({ user: slack.known.tom, message: before, actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, slack.known.tom)).toContain('Nobody can decide about this any more. State: expired.');
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'expired', decisions: [] });
    expect((await audited(app, slack.known.tom)).at(-1)).toMatchObject({ kind: 'refused', subject: id });
  });

  it('one that somebody else decided: the answer says who', async () => {
    const { slack, app, card } = await proposed();
    const { elena, tom } = slack.known;
    const before = structuredClone(card());
    await slack.click({ user: elena, message: before, actionId: ACTIONS.approve });
    await settled(app);
    await slack.click({ user: tom, message: before, actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, tom)).toContain('This was decided already by');
    expect(JSON.stringify(slack.ephemerals(tom, slack.known.finance).at(-1)?.blocks)).toContain(elena.id);
    const late = await slack.click({ user: elena, message: before, actionId: ACTIONS.reject });
    await late.seen.until(({ text }) => text.includes('There is nothing to decide any more'));
    expect(slack.modals(elena)).toEqual([]);
  });

  it('a version that is shown no more, a correction nobody knows, and values no button of ours carries', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena } = slack.known;
    const click = async (value: string) => {
      const sent = await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve, value });
      expect(sent.status).toBe(200);
      await settled(app);
    };
    await click(`${id}:2`);
    expect(told(slack, elena)).toContain('was changed since you looked at it');
    await click('co_0nobodyknowsthis:1');
    expect(told(slack, elena)).toContain('not known here');
    expect((await audited(app, elena)).map(({ reason }) => reason)).toEqual([
      'changed',
      'unknown correction',
    ]);
    for (const value of ['', id, `${id}:1:5950`, `{"id":"${id}","amount":1}`, `${id}:-1`, 'x'.repeat(1_900)])
      await click(value);
    expect(await audited(app, elena)).toHaveLength(2);
    expect(await app.store.loadCorrection(id)).toMatchObject({
      state: 'proposed',
      amount: 5_950,
      decisions: [],
    });
  });

  it('a finding that is not there, or not this check’s', async () => {
    const { slack, app, result } = await checked();
    const { maya } = slack.known;
    const propose = async (value: string) => {
      await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0`, value });
      await settled(app);
    };
    const [{ analysis_id: own = '' } = {}] = [{ analysis_id: analysisShownIn(result.blocks) }];
    await propose(`${own}:7`);
    expect(told(slack, maya)).toContain('there is nothing to propose');
    await propose('an_0nobodyknowsthis:0');
    expect(told(slack, maya)).toContain('not kept any more');
    expect(cards(slack)).toEqual([]);
  });

  it('a replayed or altered click is no click', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena, tom } = slack.known;
    const before = structuredClone(card());
    const rejected = await slack.click({
      user: elena,
      message: before,
      actionId: ACTIONS.approve,
      forge: { signature: 'wrong_secret' },
    });
    expect(rejected.status).toBe(401);
    const altered = await slack.click({
      user: elena,
      message: before,
      actionId: ACTIONS.approve,
      forge: { alterBody: (body) => body.replaceAll(elena.id, tom.id) },
    });
    expect(altered.status).toBe(401);
    const sent = await slack.click({ user: elena, message: before, actionId: ACTIONS.approve });
    expect(sent.status).toBe(200);
    expect((await slack.replay(sent)).status).toBe(401);
    await settled(app);
    expect((await app.store.loadCorrection(id))?.decisions).toHaveLength(1);
  });
});

describe('many clicks at once', () => {
  it('twenty of two people are one decision, and everybody is answered', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena, tom, finance } = slack.known;
    const message = structuredClone(card());
    const clicks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        slack.click({ user: n % 2 === 0 ? elena : tom, message, actionId: ACTIONS.approve }),
      ),
    );
    expect(clicks.every(({ status }) => status === 200)).toBe(true);
    await settled(app);
    const correction = await app.store.loadCorrection(id);
    expect(correction).toMatchObject({ state: 'approved' });
    expect(correction?.decisions).toHaveLength(1);
    for (const user of [elena, tom]) {
      const answers = slack.ephemerals(user, finance).map(visibleText);
      expect(answers).toHaveLength(10);
      for (const answer of answers) expect(answer).toMatch(/You approved|decided already|on its way/);
    }
    expect(cards(slack)).toHaveLength(1);
  });

  it('two people of whom the policy wants both: each approval counts once', async () => {
    const { slack, app, id, card } = await proposed({
      approvals: { second_person_over: { usd: 5_000 }, expires_after_hours: 72 },
    });
    const { elena, tom } = slack.known;
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, elena)).toContain(
      'A second person has to approve it: Above $50.00 the policy wants two people.',
    );
    expect(visibleText(card())).toContain('A second approval is needed');
    expect(visibleText(card())).toContain('Above $50.00 the policy wants two people.');
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, elena)).toContain('You approved this correction already');
    await slack.click({ user: tom, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved', outcome: null });
    expect((await app.store.loadCorrection(id))?.decisions).toHaveLength(2);
    expect(visibleText(card())).not.toContain('wants two people');
  });
});

/** The analysis a result's first button about a proposal carries. */
function analysisShownIn(blocks: unknown): string {
  return /"value":"(an_[0-9a-z]+):0"/.exec(JSON.stringify(blocks))?.[1] ?? '';
}
