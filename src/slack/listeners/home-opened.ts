import type { App } from '@slack/bolt';
import { StoreUnavailable } from '../../../db/errors.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

/** Somebody opened the Home tab: what it shows, a job looks up. */
export function listenToHome(app: App, parts: ListenerParts): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const taken = await takeIn(parts, {
      kind: 'home',
      delivery_key: `event:${body.event_id}`,
      team_id: body.team_id,
      user_id: event.user,
      channel_id: '',
      thread_ts: null,
      subject: 'home',
      ask: NOTHING_ASKED,
      response_url: null,
      analysis_id: null,
    });
    // Not acknowledged: Slack sends the event again.
    if (taken.kind === 'unavailable') throw new StoreUnavailable(taken.sentence);
  });
}
