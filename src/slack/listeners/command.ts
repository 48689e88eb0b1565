import type { App } from '@slack/bolt';
import { COMMAND } from '../ids.ts';
import { type ParsedCommand, parseCommand, subjectOf } from '../parse-command.ts';
import { acknowledgement, failureMessage, type SlackMessage, usageMessage } from '../views/index.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

/** `/billing-check QUERY [--private | --here]`: stored before it is acknowledged. */
export function listenToCommand(app: App, parts: ListenerParts): void {
  app.command(COMMAND, async ({ command, ack }) => {
    const parsed = parseCommand(command.text);
    if (parsed.kind === 'usage') return ack(onlyForAsker(usageMessage()));
    const subject = subjectOf(parsed.references);
    const trouble = await takeIn(parts, {
      kind: 'command',
      delivery_key: command.trigger_id,
      team_id: command.team_id,
      user_id: command.user_id,
      channel_id: command.channel_id,
      thread_ts: null,
      subject,
      ask: {
        ...NOTHING_ASKED,
        references: parsed.references,
        words: parsed.words,
        place: placeOf(parsed, command.channel_id, parts),
      },
      response_url: command.response_url,
      analysis_id: null,
    });
    await ack(
      onlyForAsker(
        trouble === null ? acknowledgement({ query: subject }) : failureMessage({ sentence: trouble }),
      ),
    );
  });
}

/** Seen by everybody only where the channel is on the list, and not when privacy was asked for. */
function placeOf(
  { place }: Extract<ParsedCommand, { kind: 'check' }>,
  channel: string,
  { publicChannels }: ListenerParts,
): 'private' | 'here' {
  return place !== 'private' && publicChannels.includes(channel) ? 'here' : 'private';
}

function onlyForAsker(message: SlackMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
