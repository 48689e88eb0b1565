import type { Approvals } from '../../analysis/policy.ts';
import type { ApproverDirectory } from '../../corrections/ports.ts';
import { ServiceError } from '../../service-error.ts';
import type { Agent, Agents } from './agents.ts';

/** How the policy file names a group of Zendesk: its id, plain or as `zendesk:360001`. */
const ZENDESK_GROUP = /^(?:zendesk:)?([1-9]\d{0,15})$/;
const ACCOUNT = /^zendesk:(\d{1,16})$/;

/** The policy's `approvals` as they are in force now; undefined where the company has none. */
export type ReadApprovals = () => Promise<Approvals | undefined>;

/** Ids of the Zendesk groups among the policy's groups; others are of other services. */
export function zendeskGroups(named: readonly string[] | undefined): readonly string[] {
  return (named ?? []).flatMap((group) => ZENDESK_GROUP.exec(group)?.[1] ?? []);
}

/** Why this agent may not ask for corrections; null where they may. Every agent may where the policy names no group. */
export function whyNotRequest({ groups }: Agent, approvals: Approvals | undefined): string | null {
  const named = zendeskGroups(approvals?.requesters);
  if (named.length === 0 || named.some((group) => groups.has(group))) return null;
  return 'You are not in a Zendesk group that may propose corrections: ask your Zendesk administrator to add you to it.';
}

/** Who may approve through Zendesk: members of the policy's Zendesk groups. Where it names none, nobody. */
export function createZendeskApprovers({
  agents,
  approvals,
}: {
  readonly agents: Agents;
  readonly approvals: ReadApprovals;
}): ApproverDirectory {
  const mayNot = (sentence: string) => ({ kind: 'may_not', sentence }) as const;
  return {
    async mayApprove(account) {
      const userId = ACCOUNT.exec(account)?.[1];
      if (userId === undefined) return mayNot(`${account} is not an account in Zendesk.`);
      const named = zendeskGroups((await approvals())?.approvers);
      if (named.length === 0) return mayNot('The policy names no Zendesk group that may approve.');
      try {
        const answer = await agents.find(userId);
        if (answer.kind === 'refused')
          return mayNot(`${account} approved this and may not any more (${answer.reason}): propose it anew.`);
        if (named.some((group) => answer.agent.groups.has(group))) return { kind: 'may' };
        return mayNot(`${account} is not in a Zendesk group that may approve: propose it anew.`);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return {
          kind: 'unreadable',
          sentence: 'Zendesk could not be asked who may approve.',
          retry_after_seconds: error.retry_after,
        };
      }
    },
  };
}
