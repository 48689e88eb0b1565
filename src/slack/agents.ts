import type { SlackPermission } from '../jobs/ports.ts';
import type { Logger } from '../log.ts';
import { ServiceError } from '../service-error.ts';
import type { IdentitySource } from './identity.ts';
import { ask, type WebClient } from './web-client.ts';

/** Who left a group may still check this long. */
export const MEMBERSHIP_CACHE_MS = 60_000;
const MAX_CACHED_PEOPLE = 5_000;
const MAX_MEMBERS_PER_GROUP = 20_000;

export interface AgentsOptions {
  readonly client: WebClient;
  /** User groups whose members may check; none: nobody may. */
  readonly groups: readonly string[];
  readonly identity: IdentitySource;
  /** The workspace that is served when it is configured; else the token's own. */
  readonly teamId: string | null;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export interface Agents {
  mayCheck(person: { readonly team_id: string; readonly user_id: string }): Promise<SlackPermission>;
}

type Person = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

export const NO_GROUPS_SENTENCE =
  'Nobody may check yet: ask whoever runs billing-check to set SLACK_AGENT_GROUPS to the user groups that may.';

/**
 * Who may check: members of the agents' groups who are full members of our own workspace. Never guests, bots,
 * deactivated people or outsiders of shared channels, whatever group they are in. Fails closed: while Slack cannot be
 * asked, nobody may.
 */
export function createAgents(options: AgentsOptions): Agents {
  const { client, groups, identity, logger, clock } = options;
  const members = cached<ReadonlySet<string>>(groups.length + 1, clock);
  const people = cached<Person | null>(MAX_CACHED_PEOPLE, clock);

  const membersOf = (group: string) =>
    members(group, async () => {
      const answer = await ask('usergroups.users.list', () =>
        client.usergroups.users.list({ usergroup: group }),
      );
      if ('refused' in answer)
        throw new ServiceError(
          'slack',
          'refused',
          `Slack does not give the members of group ${group} (${answer.refused}): check SLACK_AGENT_GROUPS.`,
        );
      return new Set((answer.users ?? []).slice(0, MAX_MEMBERS_PER_GROUP));
    });

  const personOf = (userId: string) =>
    people(userId, async () => {
      const answer = await ask('users.info', () => client.users.info({ user: userId }));
      return 'refused' in answer ? null : (answer.user ?? null);
    });

  async function judge(team_id: string, user_id: string): Promise<SlackPermission> {
    const ours = await identity.load();
    const team = options.teamId ?? ours.team_id;
    const sameOrganisation = ours.enterprise_id !== null && team_id === ours.enterprise_id;
    if (team_id !== team && !sameOrganisation) return refused('other workspace', OUTSIDER);
    const person = await personOf(user_id);
    if (person === null || person.id !== user_id) return refused('unknown person', OUTSIDER);
    const fault = faultOf(person, team, ours.enterprise_id);
    if (fault !== null) return fault;
    const lists = await Promise.all(groups.map(membersOf));
    if (lists.some((list) => list.has(user_id))) return { kind: 'allowed' };
    return refused(
      'not in the group',
      'You are not in a user group that may check billing: ask your Slack administrator to add you to it.',
    );
  }

  return {
    async mayCheck({ team_id, user_id }) {
      if (groups.length === 0) return refused('no groups', NO_GROUPS_SENTENCE);
      try {
        return await judge(team_id, user_id);
      } catch (error) {
        logger.error({ err: error, user: user_id }, 'Slack could not be asked who may check; refused');
        return refused(
          'cannot be asked',
          'Slack could not be asked whether you may check, so nothing was checked: try again in a minute.',
        );
      }
    },
  };
}

const OUTSIDER = 'Only members of the workspace that runs billing-check may check.';

function refused(reason: string, sentence: string): SlackPermission {
  return { kind: 'refused', reason, sentence };
}

function faultOf(person: Person, team: string, enterprise: string | null): SlackPermission | null {
  if (person.deleted === true) return refused('deactivated', 'This Slack account is deactivated.');
  if (person.is_bot === true || person.is_workflow_bot === true || person.id === 'USLACKBOT')
    return refused('bot', 'Bots may not check.');
  if (person.is_restricted === true || person.is_ultra_restricted === true)
    return refused('guest', 'Guests may not check billing: ask a full member of the workspace.');
  const teams = [person.team_id, ...(person.enterprise_user?.teams ?? [])];
  const ours =
    teams.includes(team) || (enterprise !== null && person.enterprise_user?.enterprise_id === enterprise);
  // Slack leaves `is_stranger` out for members; anything but a plain "no" is not trusted.
  const stranger = 'is_stranger' in person && person.is_stranger !== false;
  return stranger || !ours ? refused('outsider', OUTSIDER) : null;
}

/** Remembers values for a minute, at most `max` of them, and asks once for concurrent callers. Failures are not kept. */
function cached<T>(max: number, clock: () => number) {
  const entries = new Map<string, { readonly value: Promise<T>; readonly until_ms: number }>();
  return (key: string, fetchValue: () => Promise<T>): Promise<T> => {
    const now = clock();
    const known = entries.get(key);
    if (known !== undefined && known.until_ms > now && known.until_ms <= now + MEMBERSHIP_CACHE_MS)
      return known.value;
    const value = fetchValue();
    entries.delete(key);
    entries.set(key, { value, until_ms: now + MEMBERSHIP_CACHE_MS });
    const [oldest] = entries.keys();
    if (entries.size > max && oldest !== undefined) entries.delete(oldest);
    value.catch(() => {
      if (entries.get(key)?.value === value) entries.delete(key);
    });
    return value;
  };
}
