import type { App } from '@slack/bolt';
import { COMMAND } from '../ids.ts';
import { parseCommand, subjectOf } from '../parse-command.ts';
import {
  acknowledgement,
  failureMessage,
  notShared,
  type SlackMessage,
  usageMessage,
} from '../views/index.ts';
import { type ListenerParts, NOTHING_ASKED, placeIn, takeIn } from './intake.ts';

/** `/billing-check QUERY [--private | --here]`: stored before it is acknowledged. */
export function listenToCommand(app: App, parts: ListenerParts): void {
  app.command(COMMAND, async ({ command, ack }) => {
    const parsed = parseCommand(command.text ?? '');
    if (parsed.kind === 'usage') return ack(onlyForAsker(usageMessage()));
    const { references, words } = parsed;
    const subject = subjectOf(references);
    const place = placeIn(parts, command.channel_id, parsed.place);
    const not_shared = parsed.place === 'here' && place === 'private';
    const taken = await takeIn(parts, {
      kind: 'command',
      delivery_key: `trigger:${command.trigger_id}`,
      team_id: command.team_id,
      user_id: command.user_id,
      channel_id: command.channel_id,
      thread_ts: null,
      subject,
      ask: { ...NOTHING_ASKED, references, words, place, ...(not_shared ? { not_shared } : {}) },
      response_url: command.response_url ?? null,
      analysis_id: null,
    });
    if (taken.kind !== 'taken') return ack(onlyForAsker(failureMessage({ sentence: taken.sentence })));
    // A shared answer is a message of its own, which would not take this one's place.
    if (place === 'here') return ack();
    const started = acknowledgement({ query: subject });
    await ack(onlyForAsker(not_shared ? notShared(started) : started));
  });
}

function onlyForAsker(message: SlackMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
