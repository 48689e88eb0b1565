import type {
  SlackAnswerPlace,
  SlackRequest,
  SlackRequestKind,
  SlackSurface,
} from '../../../db/slack-requests.ts';

const CLICKS: readonly SlackRequestKind[] = ['choose', 'show_all', 'put_on_ticket', 'propose', 'decide'];

/** Whether the request is a click on a message of ours, or a modal that such a click opened. */
export function isClick(kind: SlackRequestKind): boolean {
  return CLICKS.includes(kind);
}

/**
 * Where an answer belongs: beside the click or command that asked, seen by that person alone, unless it is to be
 * shared; then in the channel, or in the thread it was asked in.
 */
export function firstSurface(
  { ask, kind, response_url, channel_id, thread_ts }: SlackRequest,
  canStream: boolean,
  isForAskerOnly: boolean,
): SlackSurface {
  if (isClick(kind)) {
    if (response_url !== null) return 'response_url';
    // A modal has no response URL, and knows the channel it was opened from.
    return kind === 'decide' && channel_id !== '' ? 'ephemeral' : 'direct';
  }
  if (ask.place === 'here' && !isForAskerOnly) return canStream && thread_ts !== null ? 'stream' : 'message';
  if (response_url !== null) return 'response_url';
  return 'ephemeral';
}

/** The next way to the person when one is closed; null when the last one was. A direct message is always last. */
export function nextSurface(
  closed: SlackSurface,
  { ask, response_url, thread_ts }: SlackRequest,
): SlackSurface | null {
  switch (closed) {
    case 'stream':
      return 'message';
    case 'message':
      if (response_url !== null) return 'response_url';
      return thread_ts !== null && ask.place === 'here' ? 'ephemeral' : 'direct';
    case 'response_url':
    case 'ephemeral':
      return 'direct';
    case 'direct':
      return null;
  }
}

/** A fresh place on `surface`: nothing is posted there yet. */
export function openPlace(surface: SlackSurface): SlackAnswerPlace {
  return { surface, channel: null, ts: null, posts: 0 };
}
