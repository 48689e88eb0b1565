import { setTimeout as sleep } from 'node:timers/promises';
import type { Approvals } from '../analysis/policy.ts';
import type { Person } from '../corrections/people.ts';
import type { ApproverDirectory } from '../corrections/ports.ts';
import type { SlackPermission } from '../jobs/ports.ts';
import { CANNOT_BE_ASKED, type Members, type SlackPerson } from './members.ts';

/** How the policy file names a Slack user group; other entries are groups of other services. */
const USER_GROUP = /^S[A-Z0-9]{2,30}$/;
const ACCOUNT = /^slack:([UW][A-Z0-9]{2,30})$/;
const ASK_AGAIN_SECONDS = 60;
/** A note is not kept waiting for a name. */
const NAME_WAIT_MAX_MS = 2_000;

export interface FinancePeopleOptions {
  readonly members: Members;
  /** SLACK_AGENT_GROUPS and SLACK_APPROVER_GROUPS: who may where the policy names no group of Slack. */
  readonly agentGroups: readonly string[];
  readonly approverGroups: readonly string[];
  /** The policy's `approvals` as they are in force now. */
  readonly approvals: () => Promise<Approvals | undefined>;
  /** A keyed hash: the same for the same text, and nothing can be read from it. */
  readonly pseudonym: (text: string) => string;
}

/** Who may ask for corrections and who may decide about them, and who they are. */
export interface FinancePeople extends ApproverDirectory {
  mayRequest(person: SlackPerson): Promise<SlackPermission>;
  mayDecide(person: SlackPerson): Promise<SlackPermission>;
  /** The account, tied to other accounts of one human by the e-mail address. @throws {ServiceError} */
  personOf(userId: string): Promise<Person>;
  /** The name of an account of Slack's; null for others, and while Slack cannot be asked. */
  nameOf(account: string): Promise<string | null>;
}

export function createFinancePeople(options: FinancePeopleOptions): FinancePeople {
  const { members, agentGroups, approverGroups, approvals, pseudonym } = options;
  const mayDecide = async (person: SlackPerson): Promise<SlackPermission> =>
    members.may('approve', approversOf(await approvals(), approverGroups), person);

  return {
    mayRequest: async (person) =>
      members.may('request', groupsOf((await approvals())?.requesters, agentGroups), person),
    mayDecide,

    async personOf(userId) {
      const email = await members.emailOf(userId);
      return { account: `slack:${userId}`, human: email === null ? null : pseudonym(email) };
    },

    async nameOf(account) {
      const [, userId] = ACCOUNT.exec(account) ?? [];
      if (userId === undefined) return null;
      const silence = sleep(NAME_WAIT_MAX_MS, null, { ref: false });
      return Promise.race([members.nameOf(userId).catch(() => null), silence]);
    },

    async mayApprove(account) {
      const [, user_id] = ACCOUNT.exec(account) ?? [];
      if (user_id === undefined)
        return { kind: 'may_not', sentence: `${account} is not an account in Slack.` };
      const permission = await mayDecide({ team_id: null, user_id });
      if (permission.kind === 'allowed') return { kind: 'may' };
      if (permission.reason === CANNOT_BE_ASKED)
        return {
          kind: 'unreadable',
          sentence: 'Slack could not be asked who may approve.',
          retry_after_seconds: ASK_AGAIN_SECONDS,
        };
      return {
        kind: 'may_not',
        sentence: `${account} approved this and may not any more (${permission.reason}): propose it anew.`,
      };
    },
  };
}

/**
 * The groups of Slack that may approve. Where there are approvals, nobody is added to them: the configured groups are among
 * them already where the policy names none, unless they were added lately and wait for people to agree.
 */
function approversOf(approvals: Approvals | undefined, configured: readonly string[]): readonly string[] {
  return approvals?.approvers?.filter((group) => USER_GROUP.test(group)) ?? configured;
}

/** The policy's groups of Slack; where it names none, the configured ones. */
function groupsOf(named: readonly string[] | undefined, configured: readonly string[]): readonly string[] {
  const groups = (named ?? []).filter((group) => USER_GROUP.test(group));
  return groups.length > 0 ? groups : configured;
}
