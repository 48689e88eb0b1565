import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS, BLOCKS, INPUTS } from '../../src/slack/ids.ts';
import { proposed, settled } from './correction-setup.ts';
import { APP_TOKEN, appFor, idle, slackWorkspace, until } from './slack-setup.ts';

describe('over Socket Mode', () => {
  it('commands, mentions and clicks are stored, acknowledged and answered as over HTTP', async () => {
    const slack = await slackWorkspace({ appToken: APP_TOKEN });
    const app = await appFor(slack, { config: { appToken: APP_TOKEN } });
    await until(() => (slack.socketMode?.connected ?? 0) > 0);
    const { maya, support, triage } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    expect(sent).toMatchObject({ outcome: 'acknowledged', notice: null });
    expect(sent.body).toContain('Checking');
    await sent.seen.until(({ text }) => text.includes('Nothing is wrong'));
    const { message, delivery } = await slack.mention({ user: maya, channel: triage, text: 'cus_2' });
    expect(delivery?.outcome).toBe('acknowledged');
    await idle(app);
    const replies = slack.thread(triage, message.ts).filter(({ by_app }) => by_app);
    expect(replies.map(visibleText).join()).toContain('Nothing is wrong');
    const foreign = await slack.command({
      user: maya,
      channel: support,
      text: 'cus_3',
      forge: { team: 'TOTHER' },
    });
    expect(foreign.body).toBe('');
    await idle(app);
    expect(app.checks).toHaveLength(2);
  });

  it('corrections are proposed, changed in a form that says what is wrong, approved and listed', async () => {
    const { slack, app, id, card } = await proposed({ config: { appToken: APP_TOKEN } });
    const { elena } = slack.known;
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.change });
    await until(() => slack.modals(elena).length === 1);
    const send = (amount: string) =>
      slack.submitView({
        user: elena,
        values: { [INPUTS.amount]: amount, [INPUTS.reason]: 'Half of it was used.' },
      });
    await send('0');
    expect(slack.modals(elena).at(-1)?.errors[BLOCKS.amount]).toContain('above zero');
    await send('10.00');
    await settled(app);
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await slack.openApp({ user: elena, tab: 'home' });
    await settled(app);
    expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'approved', amount: 1_000 });
    expect(JSON.stringify(slack.home(elena)?.view)).toContain('Decided lately (1)');
  });

  it('an event that cannot be stored is not acknowledged, so that Slack sends it again', async () => {
    const slack = await slackWorkspace({ appToken: APP_TOKEN, acknowledgeMs: 400, eventRetryDelaysMs: [10] });
    const app = await appFor(slack, { config: { appToken: APP_TOKEN } });
    await until(() => (slack.socketMode?.connected ?? 0) > 0);
    await app.store.close();
    const { maya, triage } = slack.known;
    const { delivery } = await slack.mention({ user: maya, channel: triage, text: 'cus_2' });
    await delivery?.settled;
    expect(delivery?.attempts.map(({ answer }) => answer.outcome)).toEqual([
      'operation_timeout',
      'operation_timeout',
    ]);
  });
});
