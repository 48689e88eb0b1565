import { describe, expect, it } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS, BLOCKS } from '../../src/slack/ids.ts';
import { cards, carriedOut, checked, proposed, settled, told } from './correction-setup.ts';
import { appFor, until } from './slack-setup.ts';

const POST = 'POST /api/chat.postMessage';
const HOUR_MS = 3_600_000;
const UPDATE = 'POST /api/chat.update';

describe('the card', () => {
  it.each([
    ['is at its limit', faults.rateLimited(1), 1],
    ['fails', faults.serverError(500), 1],
    ['is behind a broken proxy', faults.badGateway(), 1],
    ['loses the request', faults.reset('before'), 1],
    ['loses the answer', faults.reset('after'), 2],
    ['cuts the answer short', faults.truncated('broken'), 2],
  ] as const)('appears although Slack %s at first', async (_, fault, most) => {
    const { slack, app, result } = await checked();
    const { maya, elena } = slack.known;
    slack.faults.add({ route: POST, fault, calls: 'first' });
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await until(() => cards(slack).length > 0);
    await settled(app);
    expect(cards(slack).length).toBeGreaterThanOrEqual(1);
    expect(cards(slack).length).toBeLessThanOrEqual(most);
    const message = cards(slack).at(-1);
    if (message === undefined) throw new Error('no card');
    await slack.click({ user: elena, message, actionId: ACTIONS.approve });
    await settled(app);
    expect(visibleText(cards(slack).at(-1) ?? message)).toContain('Approved by ');
  });

  it('appears after Slack was away altogether, once', async () => {
    const { slack, app, result } = await checked();
    const { maya } = slack.known;
    const away = slack.faults.add({ route: /\/api\//, fault: faults.serverError(503) });
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await until(() => away.seen >= 3);
    away.off();
    await until(() => cards(slack).length > 0);
    await settled(app);
    expect(cards(slack)).toHaveLength(1);
    expect(told(slack, maya)).toContain('Proposed to finance');
  });

  it('of two cards only the one whose address is known offers anything, and it ends in the final state', async () => {
    const { slack, app, result } = await checked();
    const { maya, elena, tom } = slack.known;
    slack.faults.add({ route: POST, fault: faults.reset('after'), calls: 'first' });
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await until(() => cards(slack).length === 2);
    await settled(app);
    const [lost, known] = cards(slack).map((card) => structuredClone(card));
    if (lost === undefined || known === undefined) throw new Error('two cards were expected');
    expect(JSON.stringify(lost.blocks)).not.toContain(BLOCKS.correctionActions);
    expect(visibleText(lost)).toContain('A card that gets none was left over: use the other one.');
    await Promise.all([
      slack.click({ user: elena, message: known, actionId: ACTIONS.approve }),
      slack.click({ user: tom, message: known, actionId: ACTIONS.approve }),
    ]);
    await settled(app);
    const [correction] = await app.store.listCorrections(['approved']);
    expect(correction?.decisions).toHaveLength(1);
    expect(`${told(slack, elena)}${told(slack, tom)}`).toMatch(/decided already/);
    const [, final = known] = cards(slack);
    expect(visibleText(final)).toContain('Approved by ');
    for (const card of cards(slack))
      expect(JSON.stringify(card.blocks)).not.toContain(BLOCKS.correctionActions);
  });

  it('whose answer never came, twice, is the card from the first click on it on', async () => {
    const { slack, app, result } = await checked();
    const { maya, elena } = slack.known;
    slack.faults.add({ route: POST, fault: faults.reset('after'), calls: [1, 2] });
    await slack.click({ user: maya, message: result, actionId: `${ACTIONS.propose}:0` });
    await until(() => cards(slack).length === 2);
    await settled(app);
    expect(app.logged('Slack did not answer two cards')).toBe(true);
    const [, lost] = cards(slack);
    if (lost === undefined) throw new Error('no card');
    await slack.click({ user: elena, message: lost, actionId: ACTIONS.approve });
    await settled(app);
    const [correction] = await app.store.listCorrections(['approved']);
    await carriedOut(app, correction?.id ?? '', 'executed', 'Credit note cn_1 of $59.50 was made.');
    await until(() => visibleText(cards(slack)[1] ?? lost).includes('cn_1'));
    await settled(app);
    expect(cards(slack)).toHaveLength(2);
  });

  it('is edited when Slack is back, and posted again where somebody deleted it', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena } = slack.known;
    const away = slack.faults.add({ route: UPDATE, fault: faults.serverError(500) });
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await until(() => away.struck >= 2);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved' });
    away.off();
    await settled(app);
    expect(visibleText(card())).toContain('Approved by ');
    slack.faults.add({
      route: UPDATE,
      fault: { kind: 'answer', status: 200, body: { ok: false, error: 'message_not_found' } },
      calls: 'first',
    });
    await carriedOut(app, id, 'executed', 'Credit note cn_1 of $59.50 was made.');
    await until(() => cards(slack).some((one) => visibleText(one).includes('cn_1')));
    await settled(app);
    expect(cards(slack)).toHaveLength(2);
  });

  it('goes on after the death of the process between the decision and the card', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena } = slack.known;
    slack.faults.add({ route: UPDATE, fault: faults.hang('before'), calls: 'first' });
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await until(async () => (await app.store.loadCorrection(id))?.state === 'approved');
    await app.die();
    const { finance, approvers } = slack.known;
    const again = await appFor(slack, {
      store: { path: app.path },
      config: { financeChannel: finance.id, approverGroups: [approvers.id] },
    });
    await settled(again);
    expect(visibleText(card())).toContain('Approved by ');
    expect(cards(slack)).toHaveLength(1);
    expect(told(slack, elena)).toContain('You approved the credit note of $59.50');
    expect((await again.store.loadCorrection(id))?.decisions).toHaveLength(1);
  }, 20_000);

  it('shows what came of it, without buttons, and whoever asked is told', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena, maya } = slack.known;
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    await carriedOut(app, id, 'executed', 'Credit note cn_1 of $59.50 was made.');
    await until(() => visibleText(card()).includes('Credit note cn_1'));
    await settled(app);
    expect(visibleText(card())).toContain('Done: credit note of $59.50');
    expect(JSON.stringify(card().blocks)).not.toContain(BLOCKS.correctionActions);
    const messages = slack.directMessages(maya);
    expect(messages).toHaveLength(1);
    expect(messages.map(visibleText).join()).toContain('carried out');
    expect(messages.map(visibleText).join()).toContain('Credit note cn_1 of $59.50 was made.');
  });

  it('says that a dry run sends nothing', async () => {
    const { slack, app, card } = await proposed({ mode: 'dry_run' });
    expect(visibleText(card())).toContain('nothing will be sent to Stripe.');
    await slack.click({ user: slack.known.elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(told(slack, slack.known.elena)).toContain('as a dry run: nothing is sent to Stripe');
  });
});

describe('a correction that is proposed already', () => {
  it('is not proposed twice: the second person is told by whom and how it stands', async () => {
    const { slack, app, result } = await proposed();
    const { jonas, maya, triage } = slack.known;
    await slack.click({ user: jonas, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    const answer = slack.ephemerals(jonas, triage).at(-1);
    expect(answer === undefined ? '' : visibleText(answer)).toMatch(
      /Proposed already by.*\n?.*waits for approval/s,
    );
    expect(JSON.stringify(answer?.blocks)).toContain(maya.id);
    expect(cards(slack)).toHaveLength(1);
  });

  it('by many clicks at once is proposed once', async () => {
    const { slack, app, result } = await checked();
    const { maya, jonas } = slack.known;
    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        slack.click({ user: n % 2 === 0 ? maya : jonas, message: result, actionId: `${ACTIONS.propose}:0` }),
      ),
    );
    await settled(app);
    expect(await app.store.listCorrections(['proposed'])).toHaveLength(1);
    expect(cards(slack)).toHaveLength(1);
  });
});

describe('the reminder', () => {
  it('is one reply under the card, and none once it is decided', async () => {
    let now = Date.now();
    const { slack, app, card } = await proposed({ clock: () => now });
    const replies = () => slack.thread(slack.known.finance, card().ts).slice(1).map(visibleText);
    now += 70 * HOUR_MS;
    const { length } = await app.store.remindOfCorrections(now + 3 * HOUR_MS);
    expect(length).toBe(1);
    await settled(app);
    expect(replies()).toHaveLength(1);
    expect(replies()[0]).toContain('Nobody has decided about this yet. It lapses in 2 hours');
    expect(await app.store.remindOfCorrections(now + 3 * HOUR_MS)).toEqual([]);
  });

  it('is not written under a card that was decided meanwhile', async () => {
    let now = Date.now();
    const { slack, app, card } = await proposed({ clock: () => now, working: true });
    slack.faults.add({ route: POST, fault: faults.rateLimited(2), calls: 'first' });
    now += 70 * HOUR_MS;
    await app.store.remindOfCorrections(now + 3 * HOUR_MS);
    await slack.click({ user: slack.known.elena, message: card(), actionId: ACTIONS.approve });
    await until(async () => (await app.store.listCorrections(['approved'])).length === 1);
    now += 10_000;
    await settled(app);
    expect(slack.thread(slack.known.finance, card().ts)).toHaveLength(1);
  });
});
