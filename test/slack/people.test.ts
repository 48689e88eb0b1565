import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { appFor, idle, slackWorkspace } from './slack-setup.ts';

describe('who may check', () => {
  it.each([
    ['sam', 'not in a user group'],
    ['guest', 'Guests may not check'],
    ['singleChannelGuest', 'Guests may not check'],
    ['former', 'deactivated'],
    ['otherBot', 'Bots may not check'],
  ] as const)(
    '%s may not, whatever group they are in, and the refusal is audited',
    async (name, sentence) => {
      const slack = await slackWorkspace();
      const app = await appFor(slack);
      const user = slack.known[name];
      const { support } = slack.known;
      if (name !== 'sam') slack.known.agents.members.add(user.id);
      const sent = await slack.command({ user, channel: support, text: 'jane@acme.com' });
      expect(sent.status).toBe(200);
      await idle(app);
      expect(slack.ephemerals(user, support).map(visibleText).join()).toContain(sentence);
      expect(app.checks).toEqual([]);
      expect(await app.store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
    },
  );

  it('outsiders of a shared channel may not, by mention or shortcut, though our workspace hears them', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { stranger, partner } = slack.known;
    slack.known.agents.members.add(stranger.id);
    const asked = await slack.mention({ user: stranger, channel: partner, text: 'jane@acme.com' });
    expect(asked.delivery?.status).toBe(200);
    await slack.shortcut({
      user: stranger,
      channel: partner,
      messageTs: asked.message.ts,
      forge: { team: slack.team.id },
    });
    await idle(app);
    expect(slack.ephemerals(stranger, partner).map(visibleText).join()).toContain(
      'Only members of the workspace',
    );
    expect(app.checks).toEqual([]);
    expect(await app.store.verifyAudit()).toMatchObject({ ok: true, rows: 2 });
  });

  it('nobody may while no group is named', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { config: { agentGroups: [] } });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await sent.seen.until(({ text }) => text.includes('SLACK_AGENT_GROUPS'));
    await idle(app);
    expect(app.checks).toEqual([]);
  });

  it('nobody may while Slack cannot be asked, and everybody again afterwards', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    const away = slack.faults.add({
      route: 'POST /api/usergroups.users.list',
      fault: {
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': '30' },
        body: { ok: false, error: 'ratelimited' },
      },
    });
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await sent.seen.until(({ text }) => text.includes('Slack could not be asked'));
    await idle(app);
    away.off();
    const again = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await again.seen.until(({ text }) => text.includes('Nothing is wrong'));
    await idle(app);
    expect(app.checks).toHaveLength(1);
  });

  it('is asked once a minute, not once a question; who leaves the group is out a minute later', async () => {
    const slack = await slackWorkspace();
    let ahead = 0;
    const app = await appFor(slack, { clock: () => Date.now() + ahead });
    const { maya, support, agents } = slack.known;
    for (const text of ['cus_1', 'cus_2', 'cus_3'])
      await slack.command({ user: maya, channel: support, text });
    await idle(app);
    const asked = () => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;
    expect(asked()).toBe(1);
    agents.members.delete(maya.id);
    ahead = 61_000;
    const sent = await slack.command({ user: maya, channel: support, text: 'cus_4' });
    await sent.seen.until(({ text }) => text.includes('not in a user group'));
    expect(asked()).toBe(2);
    expect(app.checks).toHaveLength(3);
  });
});
