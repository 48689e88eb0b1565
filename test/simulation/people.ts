import type { Person } from '../../src/corrections/people.ts';
import type { ApproverDirectory, StillMay } from '../../src/corrections/ports.ts';

/** Everybody who clicks. Two of them have a second account. */
export const PEOPLE = {
  agent: { account: 'slack:UAGENT', human: 'human-agent' },
  agentAgain: { account: 'zendesk:7', human: 'human-agent' },
  ann: { account: 'slack:UANN', human: 'human-ann' },
  annAgain: { account: 'zendesk:8', human: 'human-ann' },
  bob: { account: 'slack:UBOB', human: 'human-bob' },
  eve: { account: 'slack:UEVE', human: 'human-eve' },
} as const satisfies Readonly<Record<string, Person>>;
export type Name = keyof typeof PEOPLE;

/** Who is in the finance group, as the real directories would tell; away while the directory is. */
export class Directory implements ApproverDirectory {
  /** The agent is in it too: that one's own request is refused is not the group's doing. */
  private readonly members = new Set<string>(
    (['agent', 'agentAgain', 'ann', 'annAgain', 'bob'] as const).map((name) => PEOPLE[name].account),
  );
  isAway = false;

  async mayApprove(account: string): Promise<StillMay> {
    if (this.isAway)
      return { kind: 'unreadable', sentence: 'The directory does not answer.', retry_after_seconds: null };
    return this.has(account)
      ? { kind: 'may' }
      : { kind: 'may_not', sentence: 'Somebody who approved it is no approver any more.' };
  }

  has(account: string): boolean {
    return this.members.has(account);
  }

  leaves(account: string): void {
    this.members.delete(account);
  }
}
