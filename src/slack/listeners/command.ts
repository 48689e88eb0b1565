import type { App } from '@slack/bolt';
import { COMMAND } from '../ids.ts';
import { parseCommand, subjectOf } from '../parse-command.ts';
import { acknowledgement, failureMessage, type SlackMessage, usageMessage } from '../views/index.ts';
import { type ListenerParts, NOTHING_ASKED, placeIn, takeIn } from './intake.ts';

const NOT_SHARED = 'This channel is not one where results are shared: only you will see the answer.';

/** `/billing-check QUERY [--private | --here]`: stored before it is acknowledged. */
export function listenToCommand(app: App, parts: ListenerParts): void {
  app.command(COMMAND, async ({ command, ack }) => {
    const parsed = parseCommand(command.text ?? '');
    if (parsed.kind === 'usage') return ack(onlyForAsker(usageMessage()));
    const { references, words } = parsed;
    const subject = subjectOf(references);
    const place = placeIn(parts, command.channel_id, parsed.place);
    const taken = await takeIn(parts, {
      kind: 'command',
      delivery_key: `trigger:${command.trigger_id}`,
      team_id: command.team_id,
      user_id: command.user_id,
      channel_id: command.channel_id,
      thread_ts: null,
      subject,
      ask: { ...NOTHING_ASKED, references, words, place },
      response_url: command.response_url ?? null,
      analysis_id: null,
    });
    if (taken.kind !== 'taken') return ack(onlyForAsker(failureMessage({ sentence: taken.sentence })));
    // A shared answer is a message of its own, which would not take this one's place.
    if (place === 'here') return ack();
    const started = acknowledgement({ query: subject });
    await ack(onlyForAsker(parsed.place === 'here' ? withRemark(started, NOT_SHARED) : started));
  });
}

function onlyForAsker(message: SlackMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}

function withRemark(message: SlackMessage, text: string): SlackMessage {
  const elements = [{ type: 'plain_text' as const, text, emoji: false }];
  return { ...message, blocks: [...message.blocks, { type: 'context', elements }] };
}
