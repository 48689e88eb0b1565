import type { NameOf } from '../jobs/outcome-ports.ts';
import type { Agents } from '../zendesk/sidebar/agents.ts';

/** Asks the service an account is of what its owner is called; null where it does not say, or is away. */
export function namesOfServices({
  slack,
  agents,
}: {
  /** Null while Slack is not connected. */
  readonly slack: NameOf | null;
  /** Null while Zendesk is not. */
  readonly agents: Agents | null;
}): NameOf {
  return async (account) => {
    if (account.startsWith('slack:')) return (await slack?.(account)) ?? null;
    const [, userId] = /^zendesk:(\d{1,16})$/.exec(account) ?? [];
    if (userId === undefined || agents === null) return null;
    const answer = await agents.find(userId).catch(() => null);
    return answer?.kind === 'agent' && answer.agent.name !== '' ? answer.agent.name : null;
  };
}
