import { expect, it } from 'vitest';
import { ACTIONS } from '../../src/slack/ids.ts';
import { proposed, settled, told } from './correction-setup.ts';

it('configured groups that wait for consent let nobody approve, though no other is in force', async () => {
  const { slack, app, id, card } = await proposed({
    approvals: { approvers: [], expires_after_hours: 72 },
  });
  const { elena } = slack.known;
  await slack.click({ user: elena, message: card(), actionId: ACTIONS.approve });
  await settled(app);
  expect(await app.store.loadCorrection(id)).toMatchObject({ state: 'proposed', decisions: [] });
  expect(told(slack, elena)).toMatch(/nobody|Nobody/);
});
