import { z } from 'zod';
import { createCache } from '../../cached.ts';
import type { Person } from '../../corrections/people.ts';
import type { ZendeskClient } from '../client.ts';
import { ZendeskError } from '../zendesk-error.ts';
import { isUserId } from './signed-url.ts';

/** Who lost a role or left a group may still act this long. */
const FRESH_MS = 60_000;
const MAX_AGENTS = 5_000;
const MEMBERSHIPS_PER_PAGE = 100;
const MAX_PAGES = 10;
const MAX_NAME_CHARACTERS = 100;
/** Zendesk's `role_type`: 1 light agent, 2 chat agent, 3 contributor. They see tickets at most, and work on none. */
const LIMITED_ROLE_TYPES: readonly number[] = [1, 2, 3];

/** Somebody who works on tickets, as Zendesk knows them now. */
export interface Agent {
  readonly id: string;
  readonly person: Person;
  /** Untrusted, on one line. */
  readonly name: string;
  readonly groups: ReadonlySet<string>;
  /** Zendesk's `ticket_restriction`; null: all tickets. */
  readonly ticketRestriction: string | null;
  readonly organization: string | null;
}

export type AgentAnswer =
  | { readonly kind: 'agent'; readonly agent: Agent }
  /** `reason` for the audit, `sentence` for the person. */
  | { readonly kind: 'refused'; readonly reason: string; readonly sentence: string };

export interface Agents {
  /** Read from Zendesk, and then remembered for a minute at most. @throws {ServiceError} when Zendesk cannot be asked. */
  find(userId: string): Promise<AgentAnswer>;
  /** Read from Zendesk now, whatever is remembered. @throws {ServiceError} when Zendesk cannot be asked. */
  findAnew(userId: string): Promise<AgentAnswer>;
}

export interface AgentsOptions {
  readonly client: Pick<ZendeskClient, 'get'>;
  /** A keyed hash: the same for the same text, and nothing can be read from it. */
  readonly pseudonym: (text: string) => string;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

const id = z.int().positive().transform(String);

const userAnswer = z.object({
  user: z.object({
    id,
    name: z.string().nullish(),
    email: z.string().nullish(),
    role: z.string().nullish(),
    role_type: z.int().nullish(),
    active: z.boolean().nullish(),
    suspended: z.boolean().nullish(),
    ticket_restriction: z.string().nullish(),
    organization_id: id.nullish(),
  }),
});
type User = z.infer<typeof userAnswer>['user'];

const membershipsAnswer = z.object({
  group_memberships: z.array(z.object({ group_id: id })),
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }).nullish(),
});

export function createAgents({ client, pseudonym, clock }: AgentsOptions): Agents {
  const known = createCache<AgentAnswer>({ maxEntries: MAX_AGENTS, maxAgeMs: FRESH_MS, clock });

  async function groupsOf(userId: string): Promise<ReadonlySet<string>> {
    const groups = new Set<string>();
    let cursor: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: z.infer<typeof membershipsAnswer> = await client.get(
        membershipsAnswer,
        ['users', userId, 'group_memberships'],
        {
          'page[size]': String(MEMBERSHIPS_PER_PAGE),
          ...(cursor === null ? {} : { 'page[after]': cursor }),
        },
      );
      for (const { group_id } of answer.group_memberships) groups.add(group_id);
      cursor = answer.meta?.has_more === true ? (answer.meta.after_cursor ?? null) : null;
      if (cursor === null) break;
    }
    return groups;
  }

  async function ask(userId: string): Promise<AgentAnswer> {
    try {
      const [{ user }, groups] = await Promise.all([
        client.get(userAnswer, ['users', userId]),
        groupsOf(userId),
      ]);
      return faultOf(user, userId) ?? { kind: 'agent', agent: toAgent(user, groups, pseudonym) };
    } catch (error) {
      if (error instanceof ZendeskError && error.status === 404) return STRANGER;
      throw error;
    }
  }

  const find = async (userId: string): Promise<AgentAnswer> =>
    isUserId(userId) ? known(userId, () => ask(userId)) : STRANGER;
  return {
    find,
    async findAnew(userId) {
      known.forget(userId);
      return find(userId);
    },
  };
}

function toAgent(
  { id: userId, name, email, ticket_restriction, organization_id }: User,
  groups: ReadonlySet<string>,
  pseudonym: (text: string) => string,
): Agent {
  const address = email?.trim().toLowerCase() ?? '';
  return {
    id: userId,
    person: { account: `zendesk:${userId}`, human: address === '' ? null : pseudonym(address) },
    name: (name ?? '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .slice(0, MAX_NAME_CHARACTERS),
    groups,
    ticketRestriction: ticket_restriction ?? null,
    organization: organization_id ?? null,
  };
}

/** Zendesk says so in as many words, or the person may not: what it leaves out is no permission. */
function faultOf(
  { id: userId, role, role_type, active, suspended }: User,
  asked: string,
): AgentAnswer | null {
  if (userId !== asked) return STRANGER;
  if (active !== true) return refused('deleted', 'This Zendesk user was deleted.');
  if (suspended !== false) return refused('suspended', 'This Zendesk user is suspended.');
  if (role !== 'agent' && role !== 'admin') return STRANGER;
  if (role_type != null && LIMITED_ROLE_TYPES.includes(role_type))
    return refused('light agent', 'Light agents, chat agents and contributors may not check billing.');
  return null;
}

function refused(reason: string, sentence: string): AgentAnswer {
  return { kind: 'refused', reason, sentence };
}

const STRANGER = refused('no agent', 'Only agents and administrators of this Zendesk may check billing.');
