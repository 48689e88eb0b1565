import type { App } from '@slack/bolt';
import { StoreUnavailable } from '../../../db/errors.ts';
import { parseMention, subjectOf } from '../parse-command.ts';
import { type ListenerParts, NOTHING_ASKED, placeIn, takeIn } from './intake.ts';

/**
 * `@billing-check jane@acme.com` in a channel or thread. Our receivers acknowledge an event only after this is done,
 * so that what was acknowledged is stored. Mentions by bots, ourselves included, are nobody's question.
 */
export function listenToMention(app: App, parts: ListenerParts): void {
  app.event('app_mention', async ({ event, body }) => {
    if (event.user === undefined || event.bot_id !== undefined || event.subtype !== undefined) return;
    const { wanted, ...named } = parseMention(event.text ?? '');
    const place = placeIn(parts, event.channel, wanted);
    const not_shared = wanted === 'here' && place === 'private';
    const taken = await takeIn(parts, {
      kind: 'mention',
      delivery_key: `event:${body.event_id}`,
      // In a shared channel the writer's own workspace is named; ours only where it is the same.
      team_id: event.user_team ?? event.source_team ?? event.team ?? body.team_id,
      user_id: event.user,
      channel_id: event.channel,
      thread_ts: event.thread_ts ?? (place === 'here' ? event.ts : null),
      subject: subjectOf(named.references),
      ask: { ...NOTHING_ASKED, ...named, place, ...(not_shared ? { not_shared } : {}) },
      response_url: null,
      analysis_id: null,
    });
    // Not acknowledged: Slack sends the event again.
    if (taken.kind === 'unavailable') throw new StoreUnavailable(taken.sentence);
  });
}
