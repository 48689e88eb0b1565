import type { App } from '@slack/bolt';
import { parseMessage, subjectOf } from '../parse-command.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

/**
 * `@billing-check jane@acme.com` in a channel or thread. Bolt's receiver answers Slack after this is done, so what
 * was acknowledged is stored. Mentions by bots, ourselves included, are nobody's question.
 */
export function listenToMention(app: App, parts: ListenerParts): void {
  app.event('app_mention', async ({ event, body }) => {
    if (event.user === undefined || event.bot_id !== undefined) return;
    const named = parseMessage([event.text]);
    const trouble = await takeIn(parts, {
      kind: 'mention',
      delivery_key: body.event_id,
      team_id: event.team ?? body.team_id,
      user_id: event.user,
      channel_id: event.channel,
      thread_ts: event.thread_ts ?? event.ts,
      subject: subjectOf(named.references),
      ask: {
        ...NOTHING_ASKED,
        ...named,
        place: parts.publicChannels.includes(event.channel) ? 'here' : 'private',
      },
      response_url: null,
      analysis_id: null,
    });
    if (trouble !== null) parts.logger.warn({ user: event.user }, trouble);
  });
}
