import { describe, expect, it } from 'vitest';
import type { SlackSandbox, SlackUser } from '../../src/sandbox/slack/index.ts';
import { textsIn } from '../../src/sandbox/slack/workspace/visible-text.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { audited, carriedOut, checked, proposed, settled } from './correction-setup.ts';

const home = (slack: SlackSandbox, user: SlackUser): string => textsIn(slack.home(user)?.view).join(' ');

describe('the Home tab', () => {
  it('lists what waits for an approver with amount, age and card, and is brought up to date by their decision', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena, finance } = slack.known;
    await slack.openApp({ user: elena, tab: 'home' });
    await settled(app);
    expect(home(slack, elena)).toContain(
      'Waiting for you (1) Credit note of $59.50  for Jane Roe, ticket #4711',
    );
    expect(home(slack, elena)).toMatch(/0 minutes ago/);
    const url = `https://northwind.slack.com/archives/${finance.id}/p${card().ts.replace('.', '')}`;
    expect(JSON.stringify(slack.home(elena)?.view)).toContain(url);
    await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
    await settled(app);
    expect(home(slack, elena)).toContain('Nothing waits for you.');
    expect(home(slack, elena)).toContain('Decided lately (1)');
    await carriedOut(app, id, 'needs_person', 'Look in Stripe.');
    await slack.openApp({ user: elena, tab: 'home' });
    await settled(app);
    expect(home(slack, elena)).toContain('Failed, needs a person (1)');
  });

  it('does not list one’s own request as waiting', async () => {
    const { slack, app, result } = await checked();
    const { priya, tom } = slack.known;
    await slack.click({ user: priya, message: result, actionId: `${ACTIONS.propose}:0` });
    await settled(app);
    for (const user of [priya, tom]) await slack.openApp({ user, tab: 'home' });
    await settled(app);
    expect(home(slack, priya)).toContain('Nothing waits for you.');
    expect(home(slack, tom)).toContain('Waiting for you (1)');
  });

  it('is one friendly sentence for everybody else, and no refusal in the audit trail', async () => {
    const { slack, app } = await proposed();
    const { maya, guest } = slack.known;
    for (const user of [maya, guest]) {
      await slack.openApp({ user, tab: 'home' });
      await settled(app);
      expect(home(slack, user)).toContain('/billing-check jane@acme.com');
      expect(home(slack, user)).not.toContain('$59.50');
      expect((await audited(app, user)).filter(({ kind }) => kind === 'refused')).toEqual([]);
    }
  });

  it('is not published for the messages tab', async () => {
    const { slack, app } = await proposed();
    const { elena } = slack.known;
    expect((await slack.openApp({ user: elena, tab: 'messages' }))?.status).toBe(200);
    await settled(app);
    expect(slack.home(elena)).toBeNull();
  });
});
