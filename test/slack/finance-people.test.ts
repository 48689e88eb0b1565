import { describe, expect, it } from 'vitest';
import type { Approvals } from '../../src/analysis/policy.ts';
import { createLogger } from '../../src/log.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { createFinancePeople } from '../../src/slack/finance-people.ts';
import { createIdentity } from '../../src/slack/identity.ts';
import { createMembers, MEMBERSHIP_CACHE_MS } from '../../src/slack/members.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { BOT_TOKEN, slackWorkspace } from './slack-setup.ts';

async function financePeople(named: Partial<Approvals> | undefined = undefined) {
  const slack = await slackWorkspace();
  const logger = createLogger({ level: 'fatal', secrets: [] });
  const client = createWebClient({ token: BOT_TOKEN, apiUrl: slack.url, logger, retries: 0 });
  let now = Date.now();
  const clock = () => now;
  const { agents, approvers } = slack.known;
  const people = createFinancePeople({
    members: createMembers({
      client,
      identity: createIdentity(client, logger),
      teamId: null,
      logger,
      clock,
    }),
    agentGroups: [agents.id],
    approverGroups: [approvers.id],
    approvals: async () => (named === undefined ? undefined : { expires_after_hours: 72, ...named }),
    pseudonym: (text) => `hash of ${text}`,
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { slack, people, pass };
}

describe('who may still approve, asked right before money moves', () => {
  it('a member of the approvers’ group; not who left it, nor a deactivated account, within a minute', async () => {
    const { slack, people, pass } = await financePeople();
    const { elena, tom, approvers } = slack.known;
    const [hers, his] = [`slack:${elena.id}`, `slack:${tom.id}`];
    expect(await people.mayApprove(hers)).toEqual({ kind: 'may' });
    expect(await people.mayApprove(his)).toEqual({ kind: 'may' });
    approvers.members.delete(elena.id);
    tom.deleted = true;
    pass(MEMBERSHIP_CACHE_MS + 1);
    expect(await people.mayApprove(hers)).toMatchObject({
      kind: 'may_not',
      sentence: expect.stringContaining('not in the group'),
    });
    expect(await people.mayApprove(his)).toMatchObject({
      kind: 'may_not',
      sentence: expect.stringContaining('deactivated'),
    });
  });

  it('is asked again later while Slack gives no answer', async () => {
    const { slack, people } = await financePeople();
    slack.faults.add({ route: 'POST /api/users.info', fault: faults.serverError(503), calls: 'first' });
    const account = `slack:${slack.known.elena.id}`;
    expect(await people.mayApprove(account)).toMatchObject({ kind: 'unreadable', retry_after_seconds: 60 });
    expect(await people.mayApprove(account)).toEqual({ kind: 'may' });
  });

  it.each(['zendesk:7', 'slack:', 'slack:u1', 'terminal:root', ''])(
    '%j is nobody in Slack',
    async (account) => {
      const { people } = await financePeople();
      expect(await people.mayApprove(account)).toMatchObject({ kind: 'may_not' });
    },
  );
});

describe('the policy file', () => {
  it('names the groups of Slack that may; those of other services are not asked for', async () => {
    const named: { requesters?: string[]; approvers?: string[] } = {};
    const { slack, people, pass } = await financePeople(named);
    const { maya, elena, agents, approvers } = slack.known;
    const team_id = slack.team.id;
    const rights = async (): Promise<readonly string[]> => [
      (await people.mayRequest({ team_id, user_id: maya.id })).kind,
      (await people.mayDecide({ team_id, user_id: maya.id })).kind,
      (await people.mayRequest({ team_id, user_id: elena.id })).kind,
      (await people.mayDecide({ team_id, user_id: elena.id })).kind,
    ];
    expect(await rights()).toEqual(['allowed', 'refused', 'refused', 'allowed']);
    named.requesters = ['360001', approvers.id];
    named.approvers = [agents.id, 'finance'];
    pass(MEMBERSHIP_CACHE_MS + 1);
    expect(await rights()).toEqual(['refused', 'allowed', 'allowed', 'refused']);
    expect(slack.calls.filter(({ error }) => error !== null)).toEqual([]);
  });
});

describe('a person', () => {
  it('is tied to their other accounts by the address, in whatever case it is written', async () => {
    const { slack, people } = await financePeople();
    const { elena, otherBot } = slack.known;
    elena.email = 'Elena.Rossi@Northwind.example';
    expect(await people.personOf(elena.id)).toEqual({
      account: `slack:${elena.id}`,
      human: 'hash of elena.rossi@northwind.example',
    });
    expect(await people.personOf(otherBot.id)).toMatchObject({ human: null });
  });
});
