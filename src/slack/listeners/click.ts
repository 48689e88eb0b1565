import type { BlockAction } from '@slack/bolt';
import type { SlackDelivery } from '../../../db/slack-requests.ts';

const ANALYSIS_ID = /^an_[0-9a-z]{1,60}$/;

/** What every click tells: who, where, on what. The actor is the signed `user.id`, never anything a button carries. */
export function deliveryOf(
  click: BlockAction,
): Pick<SlackDelivery, 'delivery_key' | 'team_id' | 'user_id' | 'channel_id' | 'thread_ts' | 'response_url'> {
  const thread: unknown = click.message?.['thread_ts'] ?? click.container['thread_ts'];
  return {
    delivery_key: `trigger:${click.trigger_id}`,
    team_id: click.user.team_id ?? click.team?.id ?? '',
    user_id: click.user.id,
    channel_id: click.channel?.id ?? '',
    thread_ts: typeof thread === 'string' ? thread : null,
    response_url: click.response_url ?? null,
  };
}

/** What a button, or the chosen option of a menu, carries; empty when there is nothing. */
export function carriedBy(action: object): string {
  const button: unknown = 'value' in action ? action.value : undefined;
  const option: unknown = 'selected_option' in action ? action.selected_option : undefined;
  const chosen =
    typeof option === 'object' && option !== null && 'value' in option ? option.value : undefined;
  const value = button ?? chosen;
  return typeof value === 'string' ? value : '';
}

/** The analysis a button of ours is about, or null for anything else. */
export function analysisOf(action: object): string | null {
  const id = carriedBy(action);
  return ANALYSIS_ID.test(id) ? id : null;
}
