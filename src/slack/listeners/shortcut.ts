import type { App, MessageShortcut } from '@slack/bolt';
import { CALLBACKS } from '../ids.ts';
import { textsOf } from '../message-texts.ts';
import { parseMessage, subjectOf } from '../parse-command.ts';
import { type ListenerParts, NOTHING_ASKED, placeIn, remark, takeIn } from './intake.ts';

/** The message shortcut: checks the customer a message names, also inside threads, where no command can be typed. */
export function listenToShortcut(app: App, parts: ListenerParts): void {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: CALLBACKS.checkMessage },
    async ({ shortcut, ack }) => {
      const { message, channel, user, team, trigger_id, response_url } = shortcut;
      const named = parseMessage(textsOf(message));
      const place = placeIn(parts, channel.id, 'default');
      const thread: unknown = message['thread_ts'];
      const inThread = typeof thread === 'string' ? thread : null;
      const taken = await takeIn(parts, {
        kind: 'shortcut',
        delivery_key: `trigger:${trigger_id}`,
        team_id: user.team_id ?? team?.id ?? '',
        user_id: user.id,
        channel_id: channel.id,
        // What is shared becomes an answer to the message; what is not, stands where the person reads.
        thread_ts: inThread ?? (place === 'here' ? message.ts : null),
        subject: subjectOf(named.references),
        ask: { ...NOTHING_ASKED, ...named, place },
        response_url: response_url ?? null,
        analysis_id: null,
      });
      await ack();
      if (taken.kind !== 'taken') await remark(parts, response_url, taken.sentence);
    },
  );
}
