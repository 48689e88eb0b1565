import type { SlackMessage } from '../../sandbox/slack/index.ts';
import type { Terminal } from '../exit.ts';
import type { DemoWorld } from './demo-world.ts';

const ANSWER_WAIT_MS = 10_000;
/** What is shown while a check runs; an answer is anything else. */
const STILL_WORKING = /^(Checking|Found|Read)\b/;

/** Sends `/billing-check` as a support agent in #support and shows what she alone sees there. */
export async function askInSlack({ slack }: DemoWorld, text: string, terminal: Terminal): Promise<string> {
  const { maya, support } = slack.known;
  const sent = await slack.command({ user: maya, channel: support, text });
  const answer = (): SlackMessage | undefined => sent.seen.ephemerals.at(-1);
  await slack
    .until(() => {
      const message = answer();
      return message !== undefined && !STILL_WORKING.test(message.text);
    }, ANSWER_WAIT_MS)
    .catch(() => undefined);
  const message = answer();
  return message === undefined ? 'Slack shows no answer yet.\n' : await drawn(message, terminal);
}

/** The newest card in the channel where ticket results go. */
export async function newestTriageCard({ slack }: DemoWorld, terminal: Terminal): Promise<string> {
  const card = slack.messages(slack.known.triage).at(-1);
  return card === undefined ? 'No card was posted yet.\n' : await drawn(card, terminal);
}

async function drawn({ text, blocks }: SlackMessage, { columns, isTTY }: Terminal): Promise<string> {
  const { renderBlocksAsText } = await import('../../slack/render-text.ts');
  type Shown = Parameters<typeof renderBlocksAsText>[0];
  // What the local Slack keeps is the JSON we sent it: our own blocks.
  const message = { text, blocks: blocks as unknown as Shown['blocks'] };
  return `${renderBlocksAsText(message, { width: Math.min(columns, 96), color: isTTY })}\n`;
}
