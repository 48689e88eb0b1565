import { describe, expect, it } from 'vitest';
import { type SlackMessage, type SlackSandbox, visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { appFor, found, idle, type RunningApp, slackWorkspace } from './slack-setup.ts';

/** A check of ticket 4711, shared in the triage channel. */
async function shared(slack: SlackSandbox, app: RunningApp): Promise<SlackMessage> {
  app.desk.add('4711', 'You charged me twice');
  const { maya, triage } = slack.known;
  await slack.command({ user: maya, channel: triage, text: 'ticket:4711' });
  await idle(app);
  const message = slack.messages(triage).find(({ by_app }) => by_app);
  if (message === undefined) throw new Error('no result');
  return message;
}

const drafts = (app: RunningApp): string[] =>
  app.desk.notes('4711').filter((note) => note.includes('bc-draft:'));

describe('put on the ticket', () => {
  it('writes the draft as one internal note, however often and by whomever it is clicked', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const message = await shared(slack, app);
    const { maya, jonas, triage } = slack.known;
    const clicks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        slack.click({ user: n % 2 === 0 ? maya : jonas, message, actionId: ACTIONS.putOnTicket }),
      ),
    );
    expect(clicks.every(({ status }) => status === 200)).toBe(true);
    await idle(app);
    expect(drafts(app)).toHaveLength(1);
    expect(drafts(app)[0]).toContain('Dear Jane, these charges are right.');
    for (const user of [maya, jonas])
      expect(slack.ephemerals(user, triage).map(visibleText).join()).toMatch(/draft is on ticket 4711/);
    const current = slack.messages(triage).find(({ ts }) => ts === message.ts);
    expect(current?.history).toHaveLength(message.history.length);
    const later = await slack.click({ user: maya, message, actionId: ACTIONS.putOnTicket });
    await later.seen.until(({ text }) => text.includes('already'));
    expect(drafts(app)).toHaveLength(1);
  });

  it('survives lost answers of the desk and the death of the process', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const message = await shared(slack, app);
    app.desk.noteFaults = ['lost_answer'];
    await slack.click({ user: slack.known.maya, message, actionId: ACTIONS.putOnTicket });
    await idle(app);
    await app.die();
    const again = await appFor(slack, { store: { path: app.path }, desk: app.desk });
    const { status } = await slack.click({ user: slack.known.jonas, message, actionId: ACTIONS.putOnTicket });
    expect(status).toBe(200);
    await idle(again);
    expect(drafts(again)).toHaveLength(1);
  });

  it('is refused to who may not, privately, and the message they clicked stays', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const message = await shared(slack, app);
    const { elena, guest, triage } = slack.known;
    for (const user of [elena, guest])
      for (const actionId of [ACTIONS.putOnTicket, ACTIONS.showEverything, ACTIONS.readDraft]) {
        if (!JSON.stringify(message.blocks).includes(actionId)) continue;
        await slack.click({ user, message, actionId });
        await idle(app);
      }
    for (const user of [elena, guest]) {
      expect(slack.ephemerals(user, triage).map(visibleText).join()).toMatch(/may check|Guests may not/);
      expect(slack.modals(user)).toEqual([]);
    }
    expect(drafts(app)).toEqual([]);
    const current = slack.messages(triage).find(({ ts }) => ts === message.ts);
    expect(current?.history).toHaveLength(message.history.length);
  });

  it('does nothing for a value that no button of ours carries', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const message = await shared(slack, app);
    const before = await app.store.auditHead();
    for (const value of [
      '',
      'an_0',
      "an_1'; drop table job",
      'an_'.padEnd(300, 'x'),
      '{"amount":1}',
      'cus_1',
    ]) {
      const sent = await slack.click({
        user: slack.known.maya,
        message,
        actionId: ACTIONS.putOnTicket,
        value,
      });
      expect(sent.status).toBe(200);
    }
    await idle(app);
    expect(drafts(app)).toEqual([]);
    expect((await app.store.auditHead())?.seq).toBe(before?.seq);
  });
});

describe('show everything, show less, open the reply', () => {
  it('renders the stored check again in place, without another check', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, {
      check: async ({ query }) => {
        const half = found('Nothing is wrong.', query);
        return { ...half, result: { ...half.result, gaps: ['The invoices of 2019 were not read.'] } };
      },
    });
    const message = await shared(slack, app);
    const { maya, triage } = slack.known;
    const now = () => slack.messages(triage).find(({ ts }) => ts === message.ts) ?? message;
    await slack.click({ user: maya, message, actionId: ACTIONS.showEverything });
    await slack.until(() => JSON.stringify(now().blocks).includes(ACTIONS.showLess));
    await slack.click({ user: maya, message: now(), actionId: ACTIONS.showLess });
    await slack.until(() => JSON.stringify(now().blocks).includes(ACTIONS.showEverything));
    await idle(app);
    expect(app.checks).toHaveLength(1);
    expect(slack.messages(triage).filter(({ by_app }) => by_app)).toHaveLength(1);
  });

  it('opens the whole reply in a modal', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const message = await shared(slack, app);
    await slack.click({ user: slack.known.maya, message, actionId: ACTIONS.readDraft });
    await slack.until(() => slack.modals(slack.known.maya).length === 1);
    expect(JSON.stringify(slack.modals(slack.known.maya)[0]?.view)).toContain(
      'Dear Jane, these charges are right.',
    );
    expect(app.checks).toHaveLength(1);
  });
});
