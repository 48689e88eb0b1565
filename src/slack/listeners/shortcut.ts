import type { App } from '@slack/bolt';
import { CALLBACKS } from '../ids.ts';
import { parseMessage, subjectOf } from '../parse-command.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

/** The message shortcut: checks the customer a message names, also inside threads, seen by the asker alone. */
export function listenToShortcut(app: App, parts: ListenerParts): void {
  app.shortcut(
    { type: 'message_action', callback_id: CALLBACKS.checkMessage },
    async ({ shortcut, ack, respond }) => {
      const { message, channel, user, team, trigger_id, response_url } = shortcut;
      const named = parseMessage([message.text ?? '']);
      const thread: unknown = message['thread_ts'];
      const trouble = await takeIn(parts, {
        kind: 'shortcut',
        delivery_key: trigger_id,
        team_id: user.team_id ?? team?.id ?? '',
        user_id: user.id,
        channel_id: channel.id,
        thread_ts: typeof thread === 'string' ? thread : message.ts,
        subject: subjectOf(named.references),
        ask: { ...NOTHING_ASKED, ...named },
        response_url,
        analysis_id: null,
      });
      await ack();
      if (trouble !== null) await respond({ response_type: 'ephemeral', text: trouble });
    },
  );
}
