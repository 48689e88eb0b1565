import { createCache } from '../cached.ts';
import type { SlackPermission } from '../jobs/ports.ts';
import type { Logger } from '../log.ts';
import { ServiceError } from '../service-error.ts';
import type { IdentitySource } from './identity.ts';
import { inertLine } from './views/inert.ts';
import { ask, type WebClient } from './web-client.ts';

/** Who left a group may still act this long. */
export const MEMBERSHIP_CACHE_MS = 60_000;
const MAX_CACHED_PEOPLE = 5_000;
const MAX_CACHED_GROUPS = 200;
const MAX_MEMBERS_PER_GROUP = 20_000;
const MAX_NAME_CHARACTERS = 80;

/** What somebody wants to do; decides the words of a refusal. */
export type MemberAct = 'check' | 'request' | 'approve';

export interface MembersOptions {
  readonly client: WebClient;
  readonly identity: IdentitySource;
  /** The workspace that is served when it is configured; else the token's own. */
  readonly teamId: string | null;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export interface SlackPerson {
  /** The workspace a signed request names; null where nobody clicked, and the account alone decides. */
  readonly team_id: string | null;
  readonly user_id: string;
}

export interface Members {
  /**
   * Whether this is a full member of our own workspace and in one of `groups`. Never guests, bots, deactivated people or
   * outsiders of shared channels, whatever group they are in. Fails closed: while Slack cannot be asked, nobody may, and
   * the reason is {@link CANNOT_BE_ASKED}.
   */
  may(act: MemberAct, groups: readonly string[], person: SlackPerson): Promise<SlackPermission>;
  /** Their e-mail address in lower case, or null where Slack tells none. @throws {ServiceError} */
  emailOf(userId: string): Promise<string | null>;
  /** What they are called, one line; null where Slack does not say. @throws {ServiceError} */
  nameOf(userId: string): Promise<string | null>;
}

/** Of a refusal that says nothing about the person: it may be asked again. */
export const CANNOT_BE_ASKED = 'cannot be asked';

type Account = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

interface Words {
  readonly may: string;
  readonly what: string;
  readonly nothing: string;
  readonly noGroups: string;
  readonly setting: string;
}

const WORDS: Readonly<Record<MemberAct, Words>> = {
  check: {
    may: 'check',
    what: 'check billing',
    nothing: 'nothing was checked',
    noGroups:
      'Nobody may check yet: ask whoever runs billing-check to set SLACK_AGENT_GROUPS to the user groups that may.',
    setting: 'SLACK_AGENT_GROUPS',
  },
  request: {
    may: 'propose corrections',
    what: 'propose corrections',
    nothing: 'nothing was done',
    noGroups:
      'Nobody may propose corrections yet: ask whoever runs billing-check to name user groups in approvals.requesters of the policy file, or in SLACK_AGENT_GROUPS.',
    setting: 'approvals.requesters in the policy file, or SLACK_AGENT_GROUPS',
  },
  approve: {
    may: 'decide about corrections',
    what: 'decide about corrections',
    nothing: 'nothing was decided',
    noGroups:
      'Nobody may decide about corrections yet: ask whoever runs billing-check to name user groups in approvals.approvers of the policy file, or in SLACK_APPROVER_GROUPS.',
    setting: 'approvals.approvers in the policy file, or SLACK_APPROVER_GROUPS',
  },
};

export function createMembers(options: MembersOptions): Members {
  const { client, identity, logger, clock } = options;
  const fresh = { maxAgeMs: MEMBERSHIP_CACHE_MS, clock };
  const groupsSeen = createCache<ReadonlySet<string>>({ maxEntries: MAX_CACHED_GROUPS, ...fresh });
  const accounts = createCache<Account | null>({ maxEntries: MAX_CACHED_PEOPLE, ...fresh });

  const membersOf = (group: string, setting: string) =>
    groupsSeen(group, async () => {
      const answer = await ask('usergroups.users.list', () =>
        client.usergroups.users.list({ usergroup: group }),
      );
      if ('refused' in answer)
        throw new ServiceError(
          'slack',
          'refused',
          `Slack does not give the members of group ${group} (${answer.refused}): check ${setting}.`,
        );
      return new Set((answer.users ?? []).slice(0, MAX_MEMBERS_PER_GROUP));
    });

  const accountOf = (userId: string) =>
    accounts(userId, async () => {
      const answer = await ask('users.info', () => client.users.info({ user: userId }));
      return 'refused' in answer ? null : (answer.user ?? null);
    });

  async function judge(
    words: Words,
    groups: readonly string[],
    { team_id, user_id }: SlackPerson,
  ): Promise<SlackPermission> {
    const ours = await identity.load();
    const team = options.teamId ?? ours.team_id;
    const sameOrganisation = ours.enterprise_id !== null && team_id === ours.enterprise_id;
    if (team_id !== null && team_id !== team && !sameOrganisation)
      return refused('other workspace', outsider(words));
    const account = await accountOf(user_id);
    if (account === null || account.id !== user_id) return refused('unknown person', outsider(words));
    const fault = faultOf(account, words, team, ours.enterprise_id);
    if (fault !== null) return fault;
    const lists = await Promise.all(groups.map((group) => membersOf(group, words.setting)));
    if (lists.some((list) => list.has(user_id))) return { kind: 'allowed' };
    return refused(
      'not in the group',
      `You are not in a user group that may ${words.what}: ask your Slack administrator to add you to it.`,
    );
  }

  return {
    async may(act, groups, person) {
      const words = WORDS[act];
      if (groups.length === 0) return refused('no groups', words.noGroups);
      try {
        return await judge(words, groups, person);
      } catch (error) {
        logger.error(
          { err: error, user: person.user_id },
          `Slack could not be asked who may ${words.what}; refused`,
        );
        return refused(
          CANNOT_BE_ASKED,
          `Slack could not be asked whether you may ${words.may}, so ${words.nothing}: try again in a minute.`,
        );
      }
    },

    async emailOf(userId) {
      const email = (await accountOf(userId))?.profile?.email;
      return email === undefined || email === '' ? null : email.toLowerCase();
    },

    async nameOf(userId) {
      const account = await accountOf(userId);
      const name = inertLine(account?.real_name ?? account?.name ?? '', MAX_NAME_CHARACTERS);
      return name === '' ? null : name;
    },
  };
}

const outsider = ({ may }: Words): string =>
  `Only members of the workspace that runs billing-check may ${may}.`;

function refused(reason: string, sentence: string): SlackPermission {
  return { kind: 'refused', reason, sentence };
}

function faultOf(
  account: Account,
  words: Words,
  team: string,
  enterprise: string | null,
): SlackPermission | null {
  if (account.deleted === true) return refused('deactivated', 'This Slack account is deactivated.');
  if (account.is_bot === true || account.is_workflow_bot === true || account.id === 'USLACKBOT')
    return refused('bot', `Bots may not ${words.may}.`);
  if (account.is_restricted === true || account.is_ultra_restricted === true)
    return refused('guest', `Guests may not ${words.what}: ask a full member of the workspace.`);
  const teams = [account.team_id, ...(account.enterprise_user?.teams ?? [])];
  const ours =
    teams.includes(team) || (enterprise !== null && account.enterprise_user?.enterprise_id === enterprise);
  // Slack leaves `is_stranger` out for members; anything but a plain "no" is not trusted.
  const stranger = 'is_stranger' in account && account.is_stranger !== false;
  return stranger || !ours ? refused('outsider', outsider(words)) : null;
}
