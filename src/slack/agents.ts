import type { SlackPermission } from '../jobs/ports.ts';
import type { Members } from './members.ts';

export interface Agents {
  mayCheck(person: { readonly team_id: string; readonly user_id: string }): Promise<SlackPermission>;
}

/** Who may check: members of the agents' groups (SLACK_AGENT_GROUPS); where none is named, nobody. */
export function createAgents(members: Members, groups: readonly string[]): Agents {
  return { mayCheck: (person) => members.may('check', groups, person) };
}
